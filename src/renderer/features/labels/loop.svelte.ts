import { untrack } from 'svelte';
import type { LabellingState, LabellingSubject } from '../../../shared/contract/labelling';
import type { LabelColumns } from '../../../shared/contract/labels';
import type { LearningCurve } from '../../../shared/statistics/learningCurve';
import type { LonLat } from '../../../shared/geo/lonLat';
import type { Region } from '../../../shared/geo/region';
import { mapLayers, messages, project, view } from '../../state/workbench.svelte';
import type { Asking } from './asking';
import { proposalsFor } from './proposals.svelte';
import { clickedReason, hitReason } from './reasons';
import { showAsked } from './showAsked.svelte';

/** Places that are asked for at once, and how few may be left when more are asked for. */
const BATCH = 20;
const FEW = 3;

/** Share of labels by which their number differs when the learning curve is measured again: it takes about a second. */
const MEASURED_EVERY = 0.1;

/** The labelling loop: places are proposed, the user confirms or rejects them, and the head is refitted each time. */
class LabellingLoop implements Asking {
  private started = $state.raw<{ readonly path: string; readonly subject: LabellingSubject } | null>(null);
  /** Null while no loop runs: one of another project no longer runs, nor one whose class or encoder was removed. */
  readonly subject = $derived.by((): LabellingSubject | null => {
    const { started } = this;
    if (started === null || started.path !== project.info?.path) return null;
    const { classId, encoderId } = started.subject;
    const isThere =
      project.classOf(classId) !== undefined && project.encoders.some(({ id }) => id === encoderId);
    return isThere ? started.subject : null;
  });
  /** Where candidates are searched for; null: on the whole terrain. */
  box = $state.raw<Region | null>(null);
  /** Whether the rarer sign weighs more. */
  balanced = $state(true);
  /** How well the head does; null before the first refit. */
  state = $state.raw<LabellingState | null>(null);
  /** Whether a task that finds candidates or look-alikes runs. */
  searching = $state(false);
  /** The labels with which a search for candidates found none. */
  private exhaustedBy = $state.raw<LabelColumns | null>(null);
  /** Whether no candidates are left with the current labels. */
  readonly exhausted = $derived(this.exhaustedBy !== null && this.exhaustedBy === project.labels);
  private readonly places = proposalsFor(() => this.subject?.classId ?? null);
  /** How the head's accuracy grows with the labels; null until it was measured. Some labels older than the head. */
  learning = $state.raw<LearningCurve | null>(null);
  private measuring = false;
  private refitting = false;
  private refitAgain = false;

  readonly source = $derived(this.places.source);
  /** Places that wait for an answer, the current one first. */
  readonly proposals = $derived(this.places.waiting);
  readonly current = $derived(this.subject === null ? null : this.places.current);

  /** Whether to search for more candidates now, so that the next ones are there before these are answered. */
  private readonly isShort = $derived(
    this.subject !== null &&
      this.state?.missing === null &&
      this.source === 'queue' &&
      this.proposals.length <= FEW &&
      !this.searching &&
      !this.exhausted,
  );

  /** Whether single keys answer now. */
  readonly listens = $derived(this.current !== null && view.panel === 'labels');

  /** Whether there is an answer or a skip to undo. */
  readonly canUndo = $derived(this.subject !== null && this.places.canUndo && view.panel === 'labels');

  /**
   * Runs the loop for as long as the component that calls this is shown: it follows the active class, refits the head when what
   * it learns from has changed, searches for more places before there are none, and shows the current one on the map.
   */
  run(): void {
    $effect(() => {
      const { started, subject, box } = this;
      const classId = view.activeClassId;
      if (started !== null && subject === null)
        untrack(() => {
          this.stop();
        });
      // Another class, another loop at the same scale.
      else if (subject !== null && subject.classId !== classId && project.classOf(classId) !== undefined)
        untrack(() => {
          this.start({ ...subject, classId }, box);
        });
    });
    $effect(() => {
      const learnsFrom = [this.subject, this.balanced, project.labels, project.terrain];
      if (!learnsFrom.includes(null)) untrack(() => void this.refit());
    });
    $effect(() => {
      if (this.isShort) untrack(() => void this.choose());
    });
    showAsked(this);
  }

  start(subject: LabellingSubject, box: Region | null): void {
    this.stop();
    const { info } = project;
    this.started = info === null ? null : { path: info.path, subject };
    this.box = box;
  }

  /** Proposes from the queue again; the look-alikes leave the map. */
  proposeQueue(): void {
    if (this.source === 'look-alikes') {
      view.markQueries([]);
      view.showRetrieval(null);
    }
    this.places.from('queue');
    void this.refit();
  }

  /** Proposes look-alikes of the place that is clicked next, or was clicked last. */
  proposeLookAlikes(): void {
    this.places.from('look-alikes');
    view.useTool('retrieve');
    void this.refit();
  }

  /** @param balanced whether the rarer sign weighs more */
  balance(balanced: boolean): void {
    this.balanced = balanced;
  }

  stop(): void {
    this.started = null;
    this.proposeQueue();
    this.places.clear();
    this.state = null;
    this.learning = null;
    this.searching = false;
    this.exhaustedBy = null;
  }

  private isStill(subject: LabellingSubject): boolean {
    return this.started?.subject === subject;
  }

  /** Fits the head on the current labels; if requested while it is being fitted, once more afterwards. */
  async refit(): Promise<void> {
    this.refitAgain = true;
    if (this.refitting) return;
    this.refitting = true;
    while (this.refitAgain) {
      this.refitAgain = false;
      const { subject, balanced } = this;
      if (subject === null) break;
      const places = this.places.all();
      const state = await project.attempt((engine) =>
        engine.labelling.refit({ ...subject, balanced, places }),
      );
      if (state === undefined || !this.isStill(subject)) continue;
      this.state = state;
      this.places.judge(places, state.judgements);
    }
    this.refitting = false;
    void this.measureLearning();
  }

  /** Measures the learning curve again where there are a tenth more or fewer labels than when it was measured last. */
  private async measureLearning(): Promise<void> {
    const { subject, balanced, state } = this;
    if (this.measuring || subject === null || state?.missing !== null) return;
    const labels = state.positives + state.negatives;
    if (this.learning !== null && Math.abs(labels - this.learning.all) < MEASURED_EVERY * labels) return;
    this.measuring = true;
    const found = await project.attempt((engine) => engine.labelling.learning({ ...subject, balanced }));
    this.measuring = false;
    if (found === undefined) return;
    if (this.isStill(subject)) this.learning = found;
    else void this.measureLearning();
  }

  /** Labels the current place. */
  async answer(positive: boolean): Promise<void> {
    const { subject } = this;
    const answered = subject === null ? null : this.places.answer();
    if (answered === null || subject === null) return;
    const { classId } = subject;
    await project.change((engine) => engine.labelling.answer({ classId, ...answered.place, positive }));
    answered.written();
  }

  /** Skips the current place. */
  skip(): void {
    this.places.skip();
  }

  /** Undoes the last answer or skip, so that its place is proposed again. */
  async undoAnswer(): Promise<void> {
    const last = this.places.undo();
    if (last?.kind !== 'answered') return;
    // Answers may be on their way: the engine knows what the last step is when it is this one's turn.
    const other = await project.change(async (engine) => {
      const { undo } = await engine.project.undoState();
      if (!/^(Confirm|Reject) /.test(undo ?? '')) return undo ?? '';
      await engine.project.undo(undefined);
      return null;
    });
    if (typeof other !== 'string') return;
    last.putBack();
    messages.info(`The last step was “${other}”. Ctrl+Z undoes it.`);
  }

  /** Searches for the places whose labels would teach the head most. */
  async choose(): Promise<void> {
    const { subject, balanced, box } = this;
    if (subject === null || this.searching) return;
    this.searching = true;
    const { labels } = project;
    const started = await project.startTask(
      {
        ...{ kind: 'next-labels', count: BATCH, ...subject, balanced },
        passed: this.places.all(),
        ...(box === null ? {} : { box }),
      },
      ({ id, result }) => {
        if (!this.isStill(subject)) return;
        this.searching = false;
        const found = result?.kind === 'next-labels' ? result.candidates : [];
        this.places.add(found);
        // Labels that came meanwhile may lead to others.
        if (found.length === 0) this.exhaustedBy = labels;
        void this.refit();
        void project.attempt((engine) => engine.tasks.dismiss({ taskId: id }));
      },
    );
    if (started || !this.isStill(subject)) return;
    this.searching = false;
    this.exhaustedBy = labels;
  }

  /** Proposes a place and its look-alikes. */
  async lookLike(place: LonLat): Promise<void> {
    const { subject, box } = this;
    if (subject === null) return;
    if (this.searching) {
      messages.info('A search is already running: click again when it has ended.');
      return;
    }
    const { encoderId, radiusM } = subject;
    this.searching = true;
    const clicked = { ...place, reason: clickedReason };
    this.places.proposeLookAlikes([clicked]);
    view.markQueries([place]);
    const started = await project.startTask(
      {
        ...{ kind: 'retrieve', locations: [place], encoderId, radiusM, k: BATCH },
        ...(box === null ? {} : { box }),
      },
      ({ id, result }) => {
        if (!this.isStill(subject)) return;
        this.searching = false;
        const found =
          result?.kind === 'retrieval'
            ? project.retrievals.find((retrieval) => retrieval.id === result.retrievalId)
            : undefined;
        if (found === undefined) return;
        view.showRetrieval(found.id);
        void mapLayers.reveal('look-alikes');
        const hits = found.hits.map((hit) => ({ ...hit, reason: hitReason(hit, found.hits.length) }));
        this.places.proposeLookAlikes([clicked, ...hits]);
        void this.refit();
        void project.attempt((engine) => engine.tasks.dismiss({ taskId: id }));
      },
    );
    if (!started && this.isStill(subject)) this.searching = false;
  }
}

export const loop: Readonly<LabellingLoop> = new LabellingLoop();
