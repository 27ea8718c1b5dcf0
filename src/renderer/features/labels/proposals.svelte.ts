import type { Judgement, LabelCandidate } from '../../../shared/contract/labelling';
import type { LonLat } from '../../../shared/geo/lonLat';
import { project } from '../../state/workbench.svelte';
import type { AskedPlace } from './asking';
import { queueReason } from './reasons';

/** What was done last to a proposal, so that it can be undone. */
interface Move {
  readonly kind: 'answered' | 'skipped';
  readonly key: string;
}

/** A place that looks like another one, and how much in words. */
type LookAlike = LonLat & { readonly reason: string };

/** Places that one refit judges at most, and one search leaves out. */
const MOST_PLACES = 1000;

const keyOf = ({ lonDeg, latDeg }: LonLat): string => `${lonDeg} ${latDeg}`;
const placeOf = ({ lonDeg, latDeg }: LonLat): LonLat => ({ lonDeg, latDeg });

/** The places that a labelling loop proposes, and what was answered. What is answered or skipped stays, so that it can be undone. */
class Proposals {
  source = $state<'queue' | 'look-alikes'>('queue');
  private queue = $state.raw<readonly LabelCandidate[]>([]);
  private lookAlikes = $state.raw<readonly LookAlike[]>([]);
  /** The last refit's, by place: null where its head cannot judge one. */
  private judgements = $state.raw<ReadonlyMap<string, Judgement | null>>(new Map());
  private moves = $state.raw<readonly Move[]>([]);
  /** Answers that are not among the project's labels yet. */
  private pending = $state.raw<readonly string[]>([]);

  constructor(private readonly classId: () => string | null) {}

  private readonly labelled = $derived.by((): ReadonlySet<string> => {
    const { labels } = project;
    const classId = this.classId();
    if (labels === null || classId === null) return new Set();
    const own = labels.classIds.indexOf(classId);
    const keys: string[] = [];
    for (const [index, classIndex] of labels.classIndex.entries()) {
      if (classIndex === own)
        keys.push(keyOf({ lonDeg: labels.lonDeg[index] ?? 0, latDeg: labels.latDeg[index] ?? 0 }));
    }
    return new Set(keys);
  });

  /** Those that wait for an answer, the current one first. */
  readonly waiting = $derived.by((): readonly AskedPlace[] => {
    const done = new Set([...this.skipped, ...this.pending, ...this.labelled]);
    return this.source === 'queue' ? this.fromQueue(done) : this.fromLookAlikes(done);
  });
  readonly current = $derived(this.waiting[0] ?? null);
  /** Whether there is an answer or a skip to undo. */
  readonly canUndo = $derived(this.moves.length > 0);

  private get skipped(): string[] {
    return this.moves.flatMap(({ kind, key }) => (kind === 'skipped' ? [key] : []));
  }

  private fromQueue(done: ReadonlySet<string>): AskedPlace[] {
    return this.queue.flatMap((candidate) => {
      const key = keyOf(candidate);
      // Until a refit has judged a place, what chose it did. One that the head cannot judge any more would teach it nothing.
      const judged = this.judgements.has(key) ? this.judgements.get(key) : candidate;
      if (done.has(key) || judged == null) return [];
      return [{ key, ...placeOf(candidate), reason: queueReason(judged), probability: judged.probability }];
    });
  }

  private fromLookAlikes(done: ReadonlySet<string>): AskedPlace[] {
    return this.lookAlikes.flatMap((place) => {
      const key = keyOf(place);
      const probability = this.judgements.get(key)?.probability ?? null;
      return done.has(key) ? [] : [{ key, ...placeOf(place), reason: place.reason, probability }];
    });
  }

  /** All that were proposed, answered or not, the newest last: what a refit is to judge, and a search is not to find again. */
  all(): LonLat[] {
    const places = this.source === 'queue' ? this.queue : this.lookAlikes;
    return places.slice(-MOST_PLACES).map(placeOf);
  }

  /** Forgets everything, and proposes from the queue again. */
  clear(): void {
    this.source = 'queue';
    [this.queue, this.lookAlikes, this.moves, this.pending] = [[], [], [], []];
    this.judgements = new Map();
  }

  /** @param source of the places that are proposed from now on */
  from(source: 'queue' | 'look-alikes'): void {
    this.source = source;
  }

  /** Adds candidates to the end of the queue. */
  add(candidates: readonly LabelCandidate[]): void {
    this.queue = [...this.queue, ...candidates];
  }

  /** @param places that are proposed as look-alikes, the first first */
  proposeLookAlikes(places: readonly LookAlike[]): void {
    this.source = 'look-alikes';
    this.lookAlikes = places;
  }

  /** A refit has judged places; what was known of others before is dropped. */
  judge(places: readonly LonLat[], judgements: readonly (Judgement | null)[]): void {
    this.judgements = new Map(places.map((place, index) => [keyOf(place), judgements[index] ?? null]));
  }

  /** The current place is answered, and left out at once; `written` says that its label is there, or could not be added. */
  answer(): { readonly place: LonLat; readonly written: () => void } | null {
    const { current } = this;
    if (current === null) return null;
    const { key } = current;
    this.pending = [...this.pending, key];
    this.moves = [...this.moves, { kind: 'answered', key }];
    const written = (): void => {
      const at = this.pending.indexOf(key);
      this.pending = this.pending.filter((_, index) => index !== at);
    };
    return { place: placeOf(current), written };
  }

  skip(): void {
    if (this.current !== null) this.moves = [...this.moves, { kind: 'skipped', key: this.current.key }];
  }

  /**
   * Forgets the last answer or skip; answers that were undone otherwise are passed over.
   * @returns what was forgotten, null where nothing was, and what puts it back
   */
  undo(): { readonly kind: Move['kind']; readonly putBack: () => void } | null {
    const moves = [...this.moves];
    let last = moves.pop();
    while (last?.kind === 'answered' && !this.labelled.has(last.key) && !this.pending.includes(last.key)) {
      last = moves.pop();
    }
    this.moves = moves;
    if (last === undefined) return null;
    const undone = last;
    const putBack = (): void => {
      this.moves = [...moves, undone, ...this.moves.slice(moves.length)];
    };
    return { kind: undone.kind, putBack };
  }
}

/** @param classId the class that the places are proposed for; null while there is none */
export const proposalsFor = (classId: () => string | null): Readonly<Proposals> => new Proposals(classId);
