import { verdictCodes, type Verdict } from '../../../shared/contract/detections';
import { spotCheckOf, spotOrder, type Checkable, type SpotCheck } from '../../../shared/mapQuality/spotCheck';
import { grid, messages, project, view } from '../../state/workbench.svelte';
import type { AskedPlace, Asking } from '../labels/asking';

/** A run of the project, or of its grid. */
export type CheckedRun =
  { readonly of: 'project'; readonly id: number } | { readonly of: 'grid'; readonly id: string };

/** What is checked: the detections of a class and radius of a run. */
interface Subject {
  readonly run: CheckedRun;
  readonly classId: string;
  readonly radiusM: number;
}

const keyOf = ({ lonDeg, latDeg }: Pick<Checkable, 'lonDeg' | 'latDeg'>): string => `${lonDeg} ${latDeg}`;

/** The spot check under way: the user judges a random sample of the detections of the shown run. */
class SpotChecking implements Asking {
  private started = $state.raw<{ readonly path: string; readonly subject: Subject } | null>(null);
  /** Null while no check runs, and while its run is not shown. */
  readonly subject = $derived.by((): Subject | null => {
    const { started } = this;
    if (started === null || started.path !== project.info?.path) return null;
    const { run } = started.subject;
    const shown = run.of === 'grid' ? grid.run : project.shownRun;
    return run.id === shown?.id ? started.subject : null;
  });
  /** Whether answers become labels as well. */
  labels = $state(true);
  /** Answers that are not among the shown detections yet, by place: indices in `verdictCodes`. */
  private pending = $state.raw<ReadonlyMap<string, number>>(new Map());

  /** Those of the subject in the order in which they are asked about. */
  private readonly order = $derived.by((): Checkable[] => {
    const { subject } = this;
    const order = subject === null ? [] : subject.run.of === 'grid' ? grid.sampleOrder : orderOf(subject);
    return this.pending.size === 0
      ? order
      : order.map((place) => ({ ...place, verdict: this.pending.get(keyOf(place)) ?? place.verdict }));
  });
  readonly check = $derived.by((): SpotCheck =>
    spotCheckOf(this.order, view.threshold, this.subject?.run.of === 'grid' ? grid.sample?.shown : undefined),
  );
  /** The detection that waits for an answer. */
  readonly current = $derived.by((): AskedPlace | null => {
    const { next } = this.check;
    if (next === null) return null;
    const { lonDeg, latDeg, probability } = next;
    return { key: keyOf(next), lonDeg, latDeg, probability, reason: null };
  });
  readonly listens = $derived(this.current !== null && view.panel === 'detect');
  readonly canUndo = $derived(this.subject !== null && this.check.answered > 0 && view.panel === 'detect');

  /** @param labels whether answers become labels as well */
  makeLabels(labels: boolean): void {
    this.labels = labels;
  }

  start(subject: Subject): void {
    if (project.info === null) return;
    this.started = { path: project.info.path, subject };
    grid.sampleOf(subject.run.of === 'grid' ? subject.classId : null);
  }

  stop(): void {
    this.started = null;
    grid.sampleOf(null);
  }

  readonly answer = (positive: boolean): Promise<void> => this.judge(positive ? 'right' : 'wrong');

  /** Records that the current detection cannot be judged. */
  readonly skip = (): Promise<void> => this.judge('unsure');

  private async judge(verdict: Verdict): Promise<void> {
    const { current, subject, labels } = this;
    if (current === null || subject === null) return;
    const { key, lonDeg, latDeg } = current;
    this.pending = new Map([...this.pending, [key, verdictCodes.indexOf(verdict)]]);
    const { run, classId, radiusM } = subject;
    const answer = { classId, lonDeg, latDeg, verdict, label: labels };
    await project.change((engine) =>
      run.of === 'grid'
        ? engine.grid.judge({ ...answer, runId: run.id })
        : engine.detections.judge({ ...answer, runId: run.id, radiusM }),
    );
    this.pending = new Map([...this.pending].filter(([other]) => other !== key));
  }

  /** Undoes the last answer, if it was the last step. */
  readonly undoAnswer = async (): Promise<void> => {
    const other = await project.change(async (engine) => {
      const { undo } = await engine.project.undoState();
      if (!/^(Confirm|Reject|Leave) /.test(undo ?? '')) return undo ?? '';
      await engine.project.undo(undefined);
      return null;
    });
    if (typeof other === 'string') messages.info(`The last step was “${other}”. Ctrl+Z undoes it.`);
  };
}

/** The shown run's detections of a class and radius in the order in which they are asked about. */
export function orderOf({ classId, radiusM }: Pick<Subject, 'classId' | 'radiusM'>): Checkable[] {
  const { detections, shownRun } = project;
  if (detections === null || shownRun === null) return [];
  return spotOrder(detections.columns, shownRun.classIds.indexOf(classId), shownRun.radiiM.indexOf(radiusM));
}

export const spotChecking: Readonly<SpotChecking> = new SpotChecking();
