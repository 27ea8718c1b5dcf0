import { UserError } from '../../../shared/errors';
import { FLAT_TIMES } from '../../../shared/terrain/flatGround';
import type { LabelClass } from '../../../shared/labels/labelClasses';
import type { LonLatBox } from '../../../shared/geo/lonLat';
import type { Project } from '../context';
import { flatGround, type FlatGround } from '../maps/flatGround';
import { findEncoder, refuseInvariant } from '../encoders/encoders';
import { findClasses } from '../labels/classes';
import { excludingLabels } from '../labels/exclusive';
import { labelsOfClass, type ClassLabels } from '../labels/labels';
import { drawMapSet } from './mapSet';
import { embedLabelled, type Embedded, type SvmSettings } from './svm';
import type { LabelledLocations } from './trainingSet';

/** What a head is to learn. */
export interface LessonsWanted {
  readonly classId: string;
  readonly encoderId: number;
  readonly radiusM: number;
  /** Null: the C that measured best with the encoder. */
  readonly c: number | null;
  readonly gamma: number | null;
  readonly balanced: boolean;
  readonly symmetries: boolean;
  readonly seed: number;
  /** Where it learns; undefined: anywhere, and outside of what. */
  readonly trainBox: LonLatBox | undefined;
  readonly outside: LonLatBox | undefined;
  /** Positives, twice; undefined: all. */
  readonly trainSize: number | undefined;
  /** Negatives in all; undefined: by the number of positives. */
  readonly negatives: number | undefined;
}

/** What a head learns from. */
export interface Lessons {
  readonly className: string;
  readonly geometry: LabelClass['geometry'];
  readonly settings: SvmSettings;
  readonly set: Embedded & LabelledLocations;
  /** Of the set, from its start, what is there in equal numbers. */
  readonly balanced: LabelledLocations;
  /** Every label of the class. */
  readonly labels: ClassLabels;
  readonly flat: FlatGround;
}

/**
 * Draws and embeds what a head of a class learns from, in the mixture of the map.
 * @throws UserError `too-few-labels` naming the class, `bad-input` where the class needs orientation seen
 */
export async function lessonsFor(
  project: Project,
  wanted: LessonsWanted,
  signal: AbortSignal,
): Promise<Lessons> {
  const { classId, encoderId, radiusM, gamma, balanced, symmetries, seed } = wanted;
  const [labelClass] = await findClasses(project.database, [classId]);
  const className = labelClass?.name ?? classId;
  const { card } = await findEncoder(project.database, encoderId);
  if (labelClass?.orientationMatters === true) {
    refuseInvariant(card);
    if (symmetries) {
      throw new UserError(
        'bad-input',
        `The orientation of ${className.toLowerCase()} matters, so a head must not learn from turned copies. ` +
          'Leave them out, or change the class.',
      );
    }
  }
  const settings = { encoderId, radiusM, c: wanted.c ?? card.headC, gamma, balanced, symmetries, seed };
  const labels = await labelsOfClass(project.database, classId);
  const flat = await flatGround(project, FLAT_TIMES);
  const others = await excludingLabels(project.database, classId, labels.positives, radiusM);
  const drawn = await project.useTerrain((terrain) =>
    drawMapSet(terrain, labels, {
      ...{ className, radiusM, seed, others },
      box: wanted.trainBox,
      outside: wanted.outside,
      size: wanted.trainSize,
      negatives: wanted.negatives,
      copies: symmetries ? 8 : 1,
      leastReliefM: flat.leastReliefM,
    }),
  );
  const embedded = await embedLabelled(project, settings, drawn.whole, signal);
  return {
    ...{ className, settings, labels, flat },
    geometry: labelClass?.geometry ?? 'point',
    set: { ...embedded, locations: drawn.whole.locations },
    balanced: drawn.balanced,
  };
}
