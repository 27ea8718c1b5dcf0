import type {
  Judgement,
  LabelCandidate,
  LabellingState,
  LabellingSubject,
} from '../../../shared/contract/labelling';
import type { LabelColumns } from '../../../shared/contract/labels';
import type { LonLat, LonLatBox } from '../../../shared/geo/lonLat';
import { mapLayers, messages, project, view } from '../../state/workbench.svelte';
import type { AskedPlace, Asking } from './asking';
import { clickedReason, hitReason, queueReason } from './reasons';

/** Places that are asked for at once, and how few may be left when more are asked for. */
const BATCH = 20;
const FEW = 3;

/** What was done last to a proposal, so that it can be undone. */
interface Move {
  readonly kind: 'answered' | 'skipped';
  readonly key: string;
}

const keyOf = ({ lonDeg, latDeg }: LonLat): string => `${lonDeg} ${latDeg}`;

/** The labelling loop: places are proposed, the user confirms or rejects them, and the head is refitted each time. */
class LabellingLoop implements Asking {
  private started = $state.raw<{ readonly path: string; readonly subject: LabellingSubject } | null>(null);
  /** Null while no loop runs; one of another project no longer runs. */
  readonly subject = $derived(
    this.started !== null && this.started.path === project.info?.path ? this.started.subject : null,
  );
  /** Where candidates are searched for; null: on the whole terrain. */
  box = $state.raw<LonLatBox | null>(null);
  /** Whether the rarer sign weighs more. */
  balanced = $state(true);
  source = $state<'queue' | 'look-alikes'>('queue');
  /** How well the head does; null before the first refit. */
  state = $state.raw<LabellingState | null>(null);
  /** Whether a task that finds candidates or look-alikes runs. */
  seeking = $state(false);
  /** The labels with which a search for candidates found none. */
  private exhaustedBy = $state.raw<LabelColumns | null>(null);
  /** Whether no candidates are left with the current labels. */
  readonly exhausted = $derived(this.exhaustedBy !== null && this.exhaustedBy === project.labels);
  private queue = $state.raw<readonly LabelCandidate[]>([]);
  private lookAlikes = $state.raw<readonly (LonLat & { readonly reason: string })[]>([]);
  /** The last refit's probabilities of the places that waited then. */
  private judgements = $state.raw<ReadonlyMap<string, Judgement | null>>(new Map());
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

  /** Places that wait for an answer, the current one first. */
  readonly proposals = $derived.by((): readonly AskedPlace[] => {
    const skipped = new Set(this.moves.flatMap(({ kind, key }) => (kind === 'skipped' ? [key] : [])));
    const waits = (place: LonLat): boolean => {
      const key = keyOf(place);
      return !this.labelled.has(key) && !skipped.has(key) && !this.pending.includes(key);
    };
    const proposal = (
      { lonDeg, latDeg }: LonLat,
      judgement: Judgement | null,
      reason: string,
    ): AskedPlace => ({
      ...{ key: keyOf({ lonDeg, latDeg }), lonDeg, latDeg, reason },
      probability: judgement?.probability ?? null,
    });
    const judged = (place: LonLat): Judgement | null => this.judgements.get(keyOf(place)) ?? null;
    if (this.source === 'look-alikes')
      return this.lookAlikes.filter(waits).map((place) => proposal(place, judged(place), place.reason));
    return this.queue.filter(waits).map((candidate) => {
      // Until a refit has judged it, what chose it did.
      const judgement = judged(candidate) ?? candidate;
      return proposal(candidate, judgement, queueReason(judgement));
    });
  });
  readonly present = $derived(this.proposals[0] ?? null);

  /** Whether to search for more candidates now, so that the next ones are there before these are answered. */
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

  /** Whether there is an answer or a skip to undo. */
  readonly canTakeBack = $derived(this.subject !== null && this.moves.length > 0 && view.panel === 'labels');

  start(subject: LabellingSubject, box: LonLatBox | null): void {
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
    this.source = 'queue';
    void this.refit();
  }

  /** Proposes look-alikes of the place that is clicked next, or was clicked last. */
  proposeLookAlikes(): void {
    this.source = 'look-alikes';
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
    this.state = null;
    this.queue = [];
    this.lookAlikes = [];
    this.judgements = new Map();
    this.moves = [];
    this.pending = [];
    this.seeking = false;
    this.exhaustedBy = null;
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
      const places = this.proposals.map(({ lonDeg, latDeg }) => ({ lonDeg, latDeg }));
      const state = await project.attempt((engine) =>
        engine.labelling.refit({ ...subject, balanced, places }),
      );
      if (state === undefined || this.subject !== subject) continue;
      this.state = state;
      this.judgements = new Map(
        places.map((place, index) => [keyOf(place), state.judgements[index] ?? null]),
      );
    }
    this.refitting = false;
  }

  /** Labels the current place. */
  async answer(positive: boolean): Promise<void> {
    const { present, subject } = this;
    if (present === null || subject === null) return;
    const { key, lonDeg, latDeg } = present;
    this.pending = [...this.pending, key];
    this.moves = [...this.moves, { kind: 'answered', key }];
    const { classId } = subject;
    await project.change((engine) => engine.labelling.answer({ classId, lonDeg, latDeg, positive }));
    // It is among the labels now, or was undone since, or could not be added.
    const at = this.pending.indexOf(key);
    this.pending = this.pending.filter((_, index) => index !== at);
  }

  /** Skips the current place. */
  skip(): void {
    if (this.present !== null) this.moves = [...this.moves, { kind: 'skipped', key: this.present.key }];
  }

  /** Undoes the last answer or skip, so that its place is proposed again. */
  async takeBack(): Promise<void> {
    // What was undone otherwise need not be undone here.
    const moves = [...this.moves];
    let last = moves.pop();
    while (last?.kind === 'answered' && !this.labelled.has(last.key) && !this.pending.includes(last.key)) {
      last = moves.pop();
    }
    this.moves = moves;
    if (last?.kind !== 'answered') return;
    // Answers may be on their way: the engine knows what the last step is when it is this one's turn.
    const other = await project.change(async (engine) => {
      const { undo } = await engine.project.undoState();
      if (!/^(Confirm|Reject) /.test(undo ?? '')) return undo ?? '';
      await engine.project.undo(undefined);
      return null;
    });
    if (typeof other !== 'string') return;
    this.moves = [...moves, last, ...this.moves.slice(moves.length)];
    messages.info(`The last step was “${other}”. Ctrl+Z undoes it.`);
  }

  /** Searches for the places whose labels would teach the head most. */
  async choose(): Promise<void> {
    const { subject, balanced, box } = this;
    if (subject === null || this.seeking) return;
    this.seeking = true;
    const { labels } = project;
    const passed = this.queue.filter((place) => !this.labelled.has(keyOf(place)));
    const started = await project.startTask(
      {
        ...{ kind: 'next-labels', count: BATCH, ...subject, balanced },
        passed: passed.slice(-1000).map(({ lonDeg, latDeg }) => ({ lonDeg, latDeg })),
        ...(box === null ? {} : { box }),
      },
      ({ id, result }) => {
        if (this.subject !== subject) return;
        this.seeking = false;
        const found = result?.kind === 'next-labels' ? result.candidates : [];
        // What was answered or skipped stays: when it is undone, it is proposed again.
        this.queue = [...this.queue, ...found];
        // Labels that came meanwhile may lead to others.
        if (found.length === 0) this.exhaustedBy = labels;
        void this.refit();
        void project.attempt((engine) => engine.tasks.dismiss({ taskId: id }));
      },
    );
    if (started || this.subject !== subject) return;
    this.seeking = false;
    this.exhaustedBy = labels;
  }

  /** Proposes a place and its look-alikes. */
  async lookLike(place: LonLat): Promise<void> {
    const { subject, box } = this;
    if (subject === null) return;
    if (this.seeking) {
      messages.info('A search is already running: click again when it has ended.');
      return;
    }
    const { encoderId, radiusM } = subject;
    this.seeking = true;
    this.source = 'look-alikes';
    this.lookAlikes = [{ ...place, reason: clickedReason }];
    view.markQueries([place]);
    const started = await project.startTask(
      {
        ...{ kind: 'retrieve', locations: [place], encoderId, radiusM, k: BATCH },
        ...(box === null ? {} : { box }),
      },
      ({ id, result }) => {
        if (this.subject !== subject) return;
        this.seeking = false;
        if (result?.kind !== 'retrieval') return;
        this.proposeHits(result.retrievalId);
        void project.attempt((engine) => engine.tasks.dismiss({ taskId: id }));
      },
    );
    if (!started && this.subject === subject) this.seeking = false;
  }

  private proposeHits(retrievalId: number): void {
    const found = project.retrievals.find(({ id }) => id === retrievalId);
    if (found === undefined) return;
    view.showRetrieval(retrievalId);
    void mapLayers.reveal('look-alikes');
    this.lookAlikes = [
      ...this.lookAlikes,
      ...found.hits.map((hit) => ({ ...hit, reason: hitReason(hit, found.hits.length) })),
    ];
    void this.refit();
  }
}

export const loop: Readonly<LabellingLoop> = new LabellingLoop();
