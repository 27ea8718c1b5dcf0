import type { LabelCandidate, LabellingState, LabellingSubject } from '../../../shared/contract/labelling';
import type { LonLat, LonLatBox } from '../../../shared/geo';
import { mapLayers, messages, project, view } from '../../state/workbench.svelte';
import { clickedReason, hitReason, queueReason } from './reasons';

/** Places that are asked for at once, and how few may be left when more are asked for. */
const BATCH = 20;
const FEW = 3;

/** A place that waits for an answer. */
export interface Proposal extends LonLat {
  /** Identifies the place among labels, candidates and look-alikes. */
  readonly key: string;
  /** Why it is proposed, for people. */
  readonly reason: string;
  /** Of the class, by the head of now; null while there is none. */
  readonly probability: number | null;
}

/** What was done last to a proposal, so that it can be taken back. */
interface Move {
  readonly kind: 'answered' | 'skipped';
  readonly key: string;
}

const keyOf = ({ lonDeg, latDeg }: LonLat): string => `${lonDeg} ${latDeg}`;

/** The labelling loop: places are proposed, a person confirms or rejects them, and the head is fitted anew each time. */
class LabellingLoop {
  private started = $state.raw<{ readonly path: string; readonly subject: LabellingSubject } | null>(null);
  /** Null while no loop runs; one of another project runs no more. */
  readonly subject = $derived(
    this.started !== null && this.started.path === project.info?.path ? this.started.subject : null,
  );
  /** Where candidates are sought; null: on the whole terrain. */
  box = $state.raw<LonLatBox | null>(null);
  /** Whether the rarer sign weighs more. */
  balanced = $state(true);
  source = $state<'queue' | 'look-alikes'>('queue');
  /** How the head does; null before the first refit. */
  state = $state.raw<LabellingState | null>(null);
  /** Whether a task that finds candidates or look-alikes runs. */
  seeking = $state(false);
  /** Whether the last search for candidates found none, with the labels of then. */
  exhausted = $state(false);
  private queue = $state.raw<readonly LabelCandidate[]>([]);
  private lookAlikes = $state.raw<readonly (LonLat & { readonly reason: string })[]>([]);
  private probabilities = $state.raw<ReadonlyMap<string, number | null>>(new Map());
  private moves = $state.raw<readonly Move[]>([]);
  /** Answers that are not among the project's labels yet. */
  private pending = $state.raw<readonly string[]>([]);
  private refitting = false;
  private refitAgain = false;

  private readonly labelled = $derived.by((): ReadonlySet<string> => {
    const { labels } = project;
    if (labels === null || this.subject === null) return new Set();
    const keys: string[] = [];
    const own = labels.classIds.indexOf(this.subject.classId);
    for (const [index, classIndex] of labels.classIndex.entries()) {
      if (classIndex === own) keys.push(`${labels.lonDeg[index] ?? 0} ${labels.latDeg[index] ?? 0}`);
    }
    return new Set(keys);
  });

  /** Places that wait for an answer, the present one first. */
  readonly proposals = $derived.by((): readonly Proposal[] => {
    const skipped = new Set(this.moves.flatMap(({ kind, key }) => (kind === 'skipped' ? [key] : [])));
    const places =
      this.source === 'queue'
        ? this.queue.map((candidate) => ({ ...candidate, reason: queueReason(candidate) }))
        : this.lookAlikes;
    return places.flatMap(({ lonDeg, latDeg, reason }) => {
      const key = keyOf({ lonDeg, latDeg });
      if (this.labelled.has(key) || skipped.has(key) || this.pending.includes(key)) return [];
      return [{ key, lonDeg, latDeg, reason, probability: this.probabilities.get(key) ?? null }];
    });
  });
  readonly present = $derived(this.proposals[0] ?? null);

  /** Whether more candidates are to be sought now, so that the next ones are there before these are answered. */
  readonly isShort = $derived(
    this.subject !== null &&
      this.state?.missing === null &&
      this.source === 'queue' &&
      this.proposals.length <= FEW &&
      !this.seeking &&
      !this.exhausted,
  );

  /** Whether single keys answer now. */
  readonly listens = $derived(this.subject !== null && this.present !== null && view.panel === 'labels');

  /** Whether there is an answer or a skip to take back. */
  readonly canTakeBack = $derived(this.subject !== null && this.moves.length > 0 && view.panel === 'labels');

  start(subject: LabellingSubject, box: LonLatBox | null): void {
    this.stop();
    const { info } = project;
    this.started = info === null ? null : { path: info.path, subject };
    this.box = box;
  }

  /** Proposes from the queue again; the look-alikes leave the map. */
  proposeQueue(): void {
    if (this.source === 'look-alikes') [view.queries, view.retrievalId] = [[], null];
    this.source = 'queue';
    void this.refit();
  }

  /** Proposes look-alikes of the place that is clicked next, or was clicked last. */
  proposeLookAlikes(): void {
    this.source = 'look-alikes';
    view.tool = 'retrieve';
    void this.refit();
  }

  stop(): void {
    this.started = null;
    this.proposeQueue();
    this.state = null;
    this.queue = [];
    this.lookAlikes = [];
    this.probabilities = new Map();
    this.moves = [];
    this.pending = [];
    this.seeking = false;
    this.exhausted = false;
  }

  /** Fits the head on the labels of now; asked for while it is being fitted, once more afterwards. */
  async refit(): Promise<void> {
    this.refitAgain = true;
    if (this.refitting) return;
    this.refitting = true;
    while (this.refitAgain) {
      this.refitAgain = false;
      const { subject, balanced } = this;
      if (subject === null) break;
      const places = this.proposals.map(({ lonDeg, latDeg }) => ({ lonDeg, latDeg }));
      const state = await project.attempt((engine) =>
        engine.labelling.refit({ ...subject, balanced, places }),
      );
      if (state === undefined || this.subject !== subject) continue;
      this.state = state;
      this.probabilities = new Map(
        places.map((place, index) => [keyOf(place), state.probabilities[index] ?? null]),
      );
    }
    this.refitting = false;
  }

  /** Takes note of the project's labels: what is among them is pending no more, nor what was undone. */
  settle(isUndone: boolean): void {
    this.exhausted = false;
    if (this.pending.length === 0) return;
    this.pending = isUndone ? [] : this.pending.filter((key) => !this.labelled.has(key));
  }

  /** Labels the present place. */
  async answer(positive: boolean): Promise<void> {
    const { present, subject } = this;
    if (present === null || subject === null) return;
    const { key, lonDeg, latDeg } = present;
    this.pending = [...this.pending, key];
    this.moves = [...this.moves, { kind: 'answered', key }];
    const { classId } = subject;
    const labelId = await project.attempt((engine) =>
      engine.labelling.answer({ classId, lonDeg, latDeg, positive }),
    );
    if (labelId === undefined) this.pending = this.pending.filter((other) => other !== key);
  }

  /** Passes the present place over. */
  skip(): void {
    if (this.present !== null) this.moves = [...this.moves, { kind: 'skipped', key: this.present.key }];
  }

  /** Takes the last answer or skip back, so that its place is proposed again. */
  async takeBack(): Promise<void> {
    // What was undone otherwise needs no taking back.
    const moves = [...this.moves];
    let last = moves.pop();
    while (last?.kind === 'answered' && !this.labelled.has(last.key) && !this.pending.includes(last.key)) {
      last = moves.pop();
    }
    if (last?.kind === 'answered' && !/^(Confirm|Reject) /.test(project.undo.undo ?? '')) {
      messages.info(`The last step was “${project.undo.undo ?? ''}”. Ctrl+Z takes it back.`);
      return;
    }
    this.moves = moves;
    if (last?.kind !== 'answered') return;
    await project.attempt((engine) => engine.project.undo(undefined));
    this.pending = this.pending.filter((key) => key !== last.key);
  }

  /** Seeks the places whose labels would teach the head most. */
  async choose(): Promise<void> {
    const { subject, balanced, box } = this;
    if (subject === null || this.seeking) return;
    this.seeking = true;
    const passed = this.queue.filter((place) => !this.labelled.has(keyOf(place)));
    await project.startTask(
      {
        ...{ kind: 'next-labels', count: BATCH, ...subject, balanced },
        passed: passed.slice(-1000).map(({ lonDeg, latDeg }) => ({ lonDeg, latDeg })),
        ...(box === null ? {} : { box }),
      },
      ({ id, result }) => {
        if (this.subject !== subject) return;
        this.seeking = false;
        const found = result?.kind === 'next-labels' ? result.candidates : [];
        // What was answered or passed over stays: taken back, it is proposed again.
        this.queue = [...this.queue, ...found];
        this.exhausted = found.length === 0;
        void this.refit();
        void project.attempt((engine) => engine.tasks.dismiss({ taskId: id }));
      },
    );
  }

  /** Proposes a place and its look-alikes. */
  async lookLike(place: LonLat): Promise<void> {
    const { subject, box } = this;
    if (subject === null || this.seeking) return;
    const { encoderId, radiusM } = subject;
    this.seeking = true;
    this.source = 'look-alikes';
    this.lookAlikes = [{ ...place, reason: clickedReason }];
    view.queries = [place];
    await project.startTask(
      {
        ...{ kind: 'retrieve', locations: [place], encoderId, radiusM, k: BATCH },
        ...(box === null ? {} : { box }),
      },
      ({ id, result }) => {
        if (this.subject !== subject) return;
        this.seeking = false;
        if (result?.kind !== 'retrieval') return;
        void this.proposeHits(result.retrievalId);
        void project.attempt((engine) => engine.tasks.dismiss({ taskId: id }));
      },
    );
  }

  private async proposeHits(retrievalId: number): Promise<void> {
    const retrievals = await project.attempt((engine) => engine.retrievals.list(undefined));
    const found = retrievals?.find(({ id }) => id === retrievalId);
    if (found === undefined) return;
    view.retrievalId = retrievalId;
    void mapLayers.reveal('look-alikes');
    this.lookAlikes = [
      ...this.lookAlikes,
      ...found.hits.map((hit) => ({ ...hit, reason: hitReason(hit, found.hits.length) })),
    ];
    void this.refit();
  }
}

export const loop = new LabellingLoop();
