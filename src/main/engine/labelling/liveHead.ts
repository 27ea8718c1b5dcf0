import { performance } from 'node:perf_hooks';
import { LRUCache } from 'lru-cache';
import type { LabellingState, LabellingSubject } from '../../../shared/contract/labelling';
import { UserError } from '../../../shared/errors';
import { lonLatPairs, type LonLat } from '../../../shared/geo/lonLat';
import type { LabelClass } from '../../../shared/labels/labelClasses';
import { leftOutOf } from '../../../shared/heads/leftOut';
import type { LearningCurve } from '../../../shared/statistics/learningCurve';
import { balancedAccuracy } from '../../../shared/statistics/metrics';
import type { Project } from '../context';
import { usableKey } from '../dtms/dtms';
import { refuseInvariant } from '../../layers/refuseInvariant';
import { findEncoder } from '../encoders/encoders';
import { addHead } from '../heads/heads';
import { learningOf } from '../heads/learningOf';
import { LEAST } from '../heads/trainingSet';
import { usablePositives } from '../heads/usablePositives';
import { countLabels, findClass } from '../labels/classes';
import { labelsOfClass } from '../labels/labels';
import { fitLive, type FittedLive } from './fitLive';
import { judge } from './judge';
import { LiveExamples, SEED, type LiveExample } from './liveExamples';
import { likelyMistakes } from './mistakes';
import { joinEmbeddings } from './placeEmbeddings';

/** Refits remembered, and likely mistakes listed. */
const TREND_LENGTH = 500;
const MISTAKES_LISTED = 50;

/** What a refit found; without a head, `missing` says why. */
interface Refit {
  readonly examples: readonly LiveExample[];
  /** Labels of the class, including those that were left out, [m, 2] lon, lat in degrees. */
  readonly labels: Float64Array;
  readonly withoutPatch: number;
  readonly leftOut: number;
  readonly missing: string | null;
  readonly head: FittedLive | null;
  readonly refitMs: number;
}

/**
 * The head of a labelling loop: refitted in place on the current labels, with what they need cached. It lives in memory, since it
 * can be refitted from the labels in less than a second; `keep` stores it as a version.
 */
export class LiveHead {
  private readonly examples: LiveExamples;
  private readonly trend: LabellingState['trend'][number][] = [];
  private last: { readonly key: string; readonly found: Refit } | null = null;
  /** The refit under way; the next one waits for it. */
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly project: Project,
    private readonly subject: LabellingSubject,
    private readonly className: string,
    private readonly c: number,
  ) {
    this.examples = new LiveExamples(project, subject, className);
  }

  /**
   * @throws UserError `not-found` for an unknown encoder, `bad-input` where the class needs an encoder that sees orientation
   */
  static async of(project: Project, subject: LabellingSubject, labelClass: LabelClass): Promise<LiveHead> {
    const { card } = await findEncoder(project.database, subject.encoderId);
    if (labelClass.orientationMatters) refuseInvariant(card);
    return new LiveHead(project, subject, labelClass.name, card.headC);
  }

  /** Fits the head unless nothing changed since; refits run one after the other. */
  refit(balanced: boolean): Promise<Refit> {
    const next = this.turn.then(() => this.refitNow(balanced));
    this.turn = next.catch(() => undefined);
    return next;
  }

  /**
   * How well the head does, after it was fitted on the current labels.
   * @param places that it is to judge
   */
  async state(balanced: boolean, places: readonly LonLat[]): Promise<LabellingState> {
    const {
      examples,
      head,
      labels: all,
      missing,
      withoutPatch,
      leftOut,
      refitMs,
    } = await this.refit(balanced);
    const labels = examples.flatMap(({ label }) => (label === null ? [] : [label]));
    const judged = head?.judged.filter((_, index) => examples[index]?.label !== null) ?? new Float32Array();
    const mistakes = likelyMistakes(labels, judged);
    return {
      missing,
      positives: labels.filter(({ positive }) => positive).length,
      negatives: labels.filter(({ positive }) => !positive).length,
      drawn: examples.length - labels.length,
      withoutPatch,
      leftOut,
      metrics: head?.metrics ?? null,
      trend: [...this.trend],
      refitMs,
      mistakes: mistakes.slice(0, MISTAKES_LISTED),
      mistakeCount: mistakes.length,
      judgements: await judge(
        this.project,
        this.examples.embeddings,
        { model: head?.model ?? null, examples, labels: all },
        places,
      ),
    };
  }

  /**
   * How the balanced accuracy of the head grows with the labels, by hand and of both signs; null while there is no head. Takes about a
   * second, in which refits are served.
   * @throws UserError `cancelled`
   */
  async learning(balanced: boolean, signal: AbortSignal): Promise<LearningCurve | null> {
    const { examples, head } = await this.refit(balanced);
    if (head === null) return null;
    const embeddings = joinEmbeddings(examples.map(({ embedding }) => embedding));
    const { radiusM } = this.subject;
    return learningOf(
      this.project,
      {
        settings: { kind: 'svm', c: this.c, gamma: null, balanced, radiusM, seed: SEED },
        set: {
          ...{ embeddings, copies: 1, size: embeddings.length / examples.length },
          labels: Uint8Array.from(examples, ({ positive }) => (positive ? 1 : 0)),
        },
        locations: lonLatPairs(examples),
        always: Uint8Array.from(examples, ({ label }) => (label === null ? 1 : 0)),
        all: examples.filter(({ label }) => label !== null).length,
      },
      signal,
    );
  }

  /** Stores the head as a version of its class; returns its id. @throws UserError `too-few-labels` */
  async keep(balanced: boolean): Promise<number> {
    const labelled = await countLabels(this.project.database, this.subject.classId);
    const { examples, head, missing } = await this.refit(balanced);
    if (head?.metrics == null) {
      throw new UserError(
        'too-few-labels',
        missing ?? 'The labels lie too close together to test a head. Label places further apart.',
      );
    }
    const { model, metrics } = head;
    const trainPositives = examples.filter(({ positive }) => positive).length;
    const known = await labelsOfClass(this.project.database, this.subject.classId);
    const { usable, leftOut } = await this.project.useTerrain((terrain) =>
      usablePositives(terrain, known, this.subject),
    );
    const { info } = await addHead(
      this.project,
      this.subject,
      {
        trainPositives,
        trainNegatives: examples.length - trainPositives,
        testPositives: 0,
        testNegatives: 0,
        c: this.c,
        gamma: model.gamma,
        labelled,
        balanced,
        symmetries: false,
        kind: model.kind,
        supportVectors: model.coefficients.length,
        metrics,
        map: [],
        leftOut: [...leftOut, ...leftOutOf({ loop: usable.length / 2 - trainPositives })],
      },
      model,
    );
    return info.id;
  }

  private async refitNow(balanced: boolean): Promise<Refit> {
    const from = performance.now();
    const { examples, positives, labelled, labels: all, ...left } = await this.examples.current();
    const key = JSON.stringify([
      balanced,
      examples.map(({ lonDeg, latDeg, positive }) => [lonDeg, latDeg, positive]),
    ]);
    const labels = Float64Array.from([...all.positives, ...all.negatives]);
    // The same places, though another label may have been checked since.
    if (this.last?.key === key) return { ...this.last.found, examples, labels };
    const { project, subject, c } = this;
    const head =
      positives < LEAST
        ? null
        : await fitLive(project, subject, examples, all.positives.length / 2, { c, balanced });
    const { withoutPatch, leftOut } = left;
    const missing = head === null ? this.tooFew(positives) : null;
    const refitMs = performance.now() - from;
    const found = { examples, labels, withoutPatch, leftOut, missing, head, refitMs };
    this.last = { key, found };
    if (head !== null) {
      this.trend.push({
        labels: labelled,
        accuracy: head.metrics === null ? null : balancedAccuracy(head.metrics.confusion),
      });
      this.trend.splice(0, this.trend.length - TREND_LENGTH);
    }
    return found;
  }

  private tooFew(positives: number): string {
    return (
      `${this.className} has ${positives} positive label${positives === 1 ? '' : 's'} with a whole patch of ` +
      `${this.subject.radiusM} m; at least ${LEAST} are needed.`
    );
  }
}

/** The live heads that were used last: returning to a class resumes where it was. */
class LiveHeads extends LRUCache<string, Promise<LiveHead>> {
  constructor() {
    super({ max: 4 });
  }
}

/** The live head of a subject; another one once the terrain or the class changed. @throws UserError as `LiveHead.of`, `not-found` */
export async function liveHead(project: Project, subject: LabellingSubject): Promise<LiveHead> {
  const { classId, encoderId, radiusM } = subject;
  const labelClass = await findClass(project.database, classId);
  const key = JSON.stringify([
    ...[classId, encoderId, radiusM, labelClass.orientationMatters],
    await usableKey(project),
  ]);
  const heads = project.caches.of(LiveHeads);
  const head = heads.get(key) ?? LiveHead.of(project, { classId, encoderId, radiusM }, labelClass);
  heads.set(key, head);
  return head.catch((error: unknown) => {
    heads.delete(key);
    throw error;
  });
}
