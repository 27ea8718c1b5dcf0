import { performance } from 'node:perf_hooks';
import { LRUCache } from 'lru-cache';
import type { HeadModel } from '../../../shared/contract/compute';
import type { HeadMetrics } from '../../../shared/contract/heads';
import type { LabellingState, LabellingSubject } from '../../../shared/contract/labelling';
import { UserError } from '../../../shared/errors';
import { FLAT_TIMES } from '../../../shared/terrain/flatGround';
import { type LonLat, lonLatPairs } from '../../../shared/geo/lonLat';
import { balancedAccuracy, binaryMetrics } from '../../../shared/statistics/metrics';
import { negativeDistanceM } from '../../../shared/terrain/patch';
import { atPrevalence } from '../../../shared/statistics/prevalence';
import { anyNearer } from '../../terrain/geo/distance';
import type { Project } from '../context';
import { flatGround } from '../maps/flatGround';
import { usableKey } from '../dtms/dtms';
import { findEncoder, refuseInvariant } from '../encoders/encoders';
import { addHead } from '../heads/heads';
import { drawNegatives, foldByBlocks, LEAST, pairsOf } from '../heads/trainingSet';
import { findClasses } from '../labels/classes';
import { labelsOfClass } from '../labels/labels';
import { judge } from './judge';
import { countLabels, learningLabels, type ClassLabel } from './learningLabels';
import { likelyMistakes } from './mistakes';
import { joinEmbeddings, PlaceEmbeddings } from './placeEmbeddings';

/** Labels of each sign that a refit is trained on: 600 in all keep it well below a second on two threads. */
const MOST_OF_A_SIGN = 300;

/**
 * Random places that it is trained on besides those that make up for missing negative labels: a refit stays well below 150 ms.
 */
const FURTHER_NEGATIVES = 200;

/** The least share of places of the class on the map: before there are enough labels to estimate it, one in a hundred. */
const LEAST_PREVALENCE = 0.01;

/** Refits remembered, and likely mistakes listed. */
const TREND_LENGTH = 500;
const MISTAKES_LISTED = 50;

/** Seed of draws and folds: the same for every refit, so that only the labels change a head. */
const SEED = 0;

/** A place that a head is trained on. */
interface Lesson extends LonLat {
  readonly positive: boolean;
  readonly embedding: Float32Array;
  /** Null for a place that was drawn. */
  readonly label: ClassLabel | null;
}

/** What a refit found. */
interface Fitted {
  readonly lessons: readonly Lesson[];
  /** Labels of the class, including those that were left out, [m, 2] lon, lat in degrees. */
  readonly labels: Float64Array;
  readonly withoutPatch: number;
  readonly leftOut: number;
  readonly missing: string | null;
  readonly model: HeadModel | null;
  readonly metrics: HeadMetrics | null;
  /** [lessons] probability that the place is of the class, by a head that has not seen its spatial block; NaN where unknown. */
  readonly judged: Float32Array;
  readonly refitMs: number;
}

/**
 * The head of a labelling loop: refitted in place on the current labels, with what they need cached. It lives in memory, since it
 * can be refitted from the labels in less than a second; `keep` stores it as a version.
 */
export class LiveHead {
  readonly embeddings: PlaceEmbeddings;
  private readonly trend: LabellingState['trend'][number][] = [];
  /** Random places that negatives are taken from, in order. */
  private drawn: readonly LonLat[] = [];
  private fitted: { readonly key: string; readonly found: Fitted } | null = null;
  /** The refit under way; the next one waits for it. */
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly project: Project,
    readonly subject: LabellingSubject,
    private readonly className: string,
    private readonly c: number,
  ) {
    this.embeddings = new PlaceEmbeddings(project, subject.encoderId, subject.radiusM);
  }

  /**
   * @throws UserError `not-found` for an unknown class or encoder, `bad-input` where the class needs an encoder that sees
   * orientation
   */
  static async of(project: Project, subject: LabellingSubject): Promise<LiveHead> {
    const [labelClass] = await findClasses(project.database, [subject.classId]);
    const { card } = await findEncoder(project.database, subject.encoderId);
    if (labelClass?.orientationMatters === true) refuseInvariant(card);
    return new LiveHead(project, subject, labelClass?.name ?? subject.classId, card.headC);
  }

  /** Fits the head unless nothing changed since; refits run one after the other. */
  refit(balanced: boolean): Promise<Fitted> {
    const next = this.turn.then(() => this.refitNow(balanced));
    this.turn = next.catch(() => undefined);
    return next;
  }

  /**
   * How well the head does, after it was fitted on the current labels.
   * @param places that it is to judge
   */
  async state(balanced: boolean, places: readonly LonLat[]): Promise<LabellingState> {
    const fitted = await this.refit(balanced);
    const { lessons, judged, ...found } = fitted;
    const labels = lessons.flatMap(({ label }) => (label === null ? [] : [label]));
    const mistakes = likelyMistakes(
      labels,
      judged.filter((_, index) => lessons[index]?.label !== null),
    );
    return {
      missing: found.missing,
      positives: labels.filter(({ positive }) => positive).length,
      negatives: labels.filter(({ positive }) => !positive).length,
      drawn: lessons.length - labels.length,
      withoutPatch: found.withoutPatch,
      leftOut: found.leftOut,
      metrics: found.metrics,
      trend: [...this.trend],
      refitMs: found.refitMs,
      mistakes: mistakes.slice(0, MISTAKES_LISTED),
      mistakeCount: mistakes.length,
      judgements: await judge(this.project, this.embeddings, fitted, places),
    };
  }

  /** Stores the head as a version of its class; returns its id. @throws UserError `too-few-labels` */
  async keep(balanced: boolean): Promise<number> {
    const { lessons, model, metrics, missing } = await this.refit(balanced);
    if (model === null || metrics === null) {
      throw new UserError(
        'too-few-labels',
        missing ?? 'The labels lie too close together to test a head. Label places further apart.',
      );
    }
    const trainPositives = lessons.filter(({ positive }) => positive).length;
    const { info } = await addHead(
      this.project,
      this.subject,
      {
        trainPositives,
        trainNegatives: lessons.length - trainPositives,
        testPositives: 0,
        testNegatives: 0,
        c: this.c,
        gamma: model.gamma,
        balanced,
        symmetries: false,
        supportVectors: model.coefficients.length,
        metrics,
        map: [],
      },
      model,
    );
    return info.id;
  }

  private async refitNow(balanced: boolean): Promise<Fitted> {
    const from = performance.now();
    const { database } = this.project;
    const { classId } = this.subject;
    const chosen = [
      ...(await learningLabels(database, classId, true, MOST_OF_A_SIGN)),
      ...(await learningLabels(database, classId, false, MOST_OF_A_SIGN)),
    ];
    const embeddings = await this.embeddings.of(chosen);
    const labelled = chosen.flatMap((label, index): Lesson[] => {
      const embedding = embeddings[index] ?? null;
      const { lonDeg, latDeg, positive } = label;
      return embedding === null ? [] : [{ lonDeg, latDeg, positive, embedding, label }];
    });
    const positives = labelled.filter(({ positive }) => positive).length;
    const lessons = [
      ...labelled,
      ...(await this.drawnLessons(
        positives < LEAST ? 0 : Math.max(0, 2 * positives - labelled.length) + FURTHER_NEGATIVES,
      )),
    ];
    const key = JSON.stringify([
      balanced,
      lessons.map(({ lonDeg, latDeg, positive }) => [lonDeg, latDeg, positive]),
    ]);
    const all = await labelsOfClass(database, classId);
    const labels = Float64Array.from([...all.positives, ...all.negatives]);
    // The same places, though another label may have been checked since.
    if (this.fitted?.key === key) return { ...this.fitted.found, lessons, labels };
    const found = {
      lessons,
      labels,
      withoutPatch: chosen.length - labelled.length,
      leftOut: (await countLabels(database, classId)) - chosen.length,
      ...(positives < LEAST
        ? { missing: this.tooFew(positives), model: null, metrics: null, judged: new Float32Array() }
        : { missing: null, ...(await this.fit(lessons, balanced)) }),
      refitMs: 0,
    };
    found.refitMs = performance.now() - from;
    this.fitted = { key, found };
    if (found.model !== null) {
      this.trend.push({
        labels: labelled.length,
        accuracy: found.metrics === null ? null : balancedAccuracy(found.metrics.confusion),
      });
      this.trend.splice(0, this.trend.length - TREND_LENGTH);
    }
    return found;
  }

  /** Share of the terrain that lies within half the radius of a known place of the class. */
  private async prevalence(): Promise<number> {
    const { classId, radiusM } = this.subject;
    const { positives } = await labelsOfClass(this.project.database, classId);
    const areaM2 = await this.project.useTerrain(({ areaM2 }) => Promise.resolve(areaM2));
    return Math.max(LEAST_PREVALENCE, ((positives.length / 2) * Math.PI * (radiusM / 2) ** 2) / areaM2);
  }

  private tooFew(positives: number): string {
    return (
      `${this.className} has ${positives} positive label${positives === 1 ? '' : 's'} with a whole patch of ` +
      `${this.subject.radiusM} m; at least ${LEAST} are needed.`
    );
  }

  /** Random negatives that keep their distance from every known positive, as `fitHead` draws them. */
  private async drawnLessons(wanted: number): Promise<Lesson[]> {
    if (wanted <= 0) return [];
    const { classId, radiusM } = this.subject;
    const { positives, holds } = await labelsOfClass(this.project.database, classId);
    const known = pairsOf(positives);
    const isFair = ({ lonDeg, latDeg }: LonLat): boolean =>
      !holds(lonDeg, latDeg) && !anyNearer(known, lonDeg, latDeg, negativeDistanceM(radiusM));
    if (this.drawn.filter(isFair).length < wanted) {
      const { leastReliefM } = await flatGround(this.project, FLAT_TIMES);
      const locations = await this.project.useTerrain((terrain) =>
        drawNegatives(terrain, positives, {
          className: this.className,
          radiusM,
          box: undefined,
          inside: (lonDeg, latDeg) => !holds(lonDeg, latDeg),
          count: Math.max(wanted, MOST_OF_A_SIGN),
          seed: SEED,
          leastReliefM,
        }),
      );
      this.drawn = pairsOf(locations).map(([lonDeg, latDeg]) => ({ lonDeg, latDeg }));
    }
    const places = this.drawn.filter(isFair).slice(0, wanted);
    const embeddings = await this.embeddings.of(places);
    return places.flatMap((place, index): Lesson[] => {
      const embedding = embeddings[index] ?? null;
      return embedding === null ? [] : [{ ...place, positive: false, embedding, label: null }];
    });
  }

  private async fit(
    lessons: readonly Lesson[],
    balanced: boolean,
  ): Promise<Pick<Fitted, 'model' | 'metrics' | 'judged'>> {
    const labels = Uint8Array.from(lessons, ({ positive }) => (positive ? 1 : 0));
    const { head, heldOut } = await this.project.compute.heads.fit({
      embeddings: joinEmbeddings(lessons.map(({ embedding }) => embedding)),
      copies: 1,
      labels,
      size: lessons[0]?.embedding.length ?? 1,
      c: this.c,
      gamma: null,
      balanced,
      seed: SEED,
      folds: foldByBlocks(lonLatPairs(lessons), 8 * this.subject.radiusM, SEED),
    });
    const share = labels.reduce((sum, label) => sum + label, 0) / labels.length;
    const { a, b } = atPrevalence(
      { a: head.plattA, b: head.plattB },
      balanced ? 0.5 : share,
      Math.min(share, await this.prevalence()),
    );
    const isMeasured = (_: number, index: number): boolean => !Number.isNaN(heldOut[index] ?? NaN);
    const decisions = heldOut.filter(isMeasured);
    return {
      model: { ...head, plattA: a, plattB: b },
      metrics:
        decisions.length === 0
          ? null
          : { ...binaryMetrics(decisions, labels.filter(isMeasured)), heldOut: 'folds' },
      judged: heldOut.map((decision) => 1 / (1 + Math.exp(head.plattA * decision + head.plattB))),
    };
  }
}

/** The live heads that were used last: returning to a class resumes where it was. */
class LiveHeads extends LRUCache<string, Promise<LiveHead>> {
  constructor() {
    super({ max: 4 });
  }
}

/** The live head of a subject; another one once the terrain or the class changed. */
export async function liveHead(project: Project, subject: LabellingSubject): Promise<LiveHead> {
  const { classId, encoderId, radiusM } = subject;
  const [labelClass] = await findClasses(project.database, [classId]);
  const key = JSON.stringify([
    ...[classId, encoderId, radiusM, labelClass?.orientationMatters],
    await usableKey(project),
  ]);
  const heads = project.caches.of(LiveHeads);
  const head = heads.get(key) ?? LiveHead.of(project, { classId, encoderId, radiusM });
  heads.set(key, head);
  return head.catch((error: unknown) => {
    heads.delete(key);
    throw error;
  });
}
