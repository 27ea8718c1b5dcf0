import type { LonLat } from '../../../shared/geo/lonLat';
import type { LabellingSubject } from '../../../shared/contract/labelling';
import { negativeDistanceM } from '../../../shared/terrain/patch';
import { FLAT_TIMES } from '../../../shared/terrain/flatGround';
import { anyNearer } from '../../terrain/geo/distance';
import type { Project } from '../context';
import { drawNegatives, LEAST, pairsOf } from '../heads/trainingSet';
import { labelsOfClass, type ClassLabels } from '../labels/labels';
import { flatGround } from '../maps/flatGround';
import { countLabels, learningLabels, type ClassLabel } from './learningLabels';
import { PlaceEmbeddings } from './placeEmbeddings';

/** Labels of each sign that a refit is trained on: 600 in all keep it well below a second on two threads. */
const MOST_OF_A_SIGN = 300;

/**
 * Random places that it is trained on besides those that make up for missing negative labels: a refit stays well below 150 ms.
 */
const FURTHER_NEGATIVES = 200;

/** Seed of draws and folds: the same for every refit, so that only the labels change a head. */
export const SEED = 0;

/** A place that a live head is trained on. */
export interface LiveExample extends LonLat {
  readonly positive: boolean;
  readonly embedding: Float32Array;
  /** Null for a place that was drawn. */
  readonly label: ClassLabel | null;
}

/** What a refit is trained on. */
interface Examples {
  /** Labelled ones first. */
  readonly examples: readonly LiveExample[];
  readonly positives: number;
  readonly labelled: number;
  /** Labels without a whole patch, and labels that were left out of the refit. */
  readonly withoutPatch: number;
  readonly leftOut: number;
  /** Every label of the class, those that were left out too. */
  readonly labels: ClassLabels;
}

/** The training examples of a class's live head, with what they need cached. */
export class LiveExamples {
  readonly embeddings: PlaceEmbeddings;
  /** Random places that negatives are taken from, in order. */
  private drawn: readonly LonLat[] = [];

  constructor(
    private readonly project: Project,
    private readonly subject: LabellingSubject,
    private readonly className: string,
  ) {
    this.embeddings = new PlaceEmbeddings(project, subject.encoderId, subject.radiusM);
  }

  /** Those of the current labels. */
  async current(): Promise<Examples> {
    const { database } = this.project;
    const { classId } = this.subject;
    const chosen = [
      ...(await learningLabels(database, classId, true, MOST_OF_A_SIGN)),
      ...(await learningLabels(database, classId, false, MOST_OF_A_SIGN)),
    ];
    const labelled = await this.embedded(chosen, (label) => ({ positive: label.positive, label }));
    const positives = labelled.filter(({ positive }) => positive).length;
    const labels = await labelsOfClass(database, classId);
    const wanted = positives < LEAST ? 0 : Math.max(0, 2 * positives - labelled.length) + FURTHER_NEGATIVES;
    return {
      examples: [...labelled, ...(await this.negatives(labels, wanted))],
      positives,
      labelled: labelled.length,
      withoutPatch: chosen.length - labelled.length,
      leftOut: (await countLabels(database, classId)) - chosen.length,
      labels,
    };
  }

  /** Random negatives that keep their distance from every known positive, as a head of the map has them. */
  private async negatives({ positives, holds }: ClassLabels, wanted: number): Promise<LiveExample[]> {
    if (wanted <= 0) return [];
    const { radiusM } = this.subject;
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
    return this.embedded(places, () => ({ positive: false, label: null }));
  }

  /** Places with their embeddings; those without a whole patch are left out. */
  private async embedded<Place extends LonLat>(
    places: readonly Place[],
    signOf: (place: Place) => Pick<LiveExample, 'positive' | 'label'>,
  ): Promise<LiveExample[]> {
    const embeddings = await this.embeddings.of(places);
    return places.flatMap((place, index): LiveExample[] => {
      const embedding = embeddings[index] ?? null;
      const { lonDeg, latDeg } = place;
      return embedding === null ? [] : [{ lonDeg, latDeg, embedding, ...signOf(place) }];
    });
  }
}
