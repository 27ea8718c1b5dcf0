import type { EncoderInfo } from '../../../shared/contract/encoders';
import { UserError } from '../../../shared/errors';
import type { HeadKind } from '../../../shared/heads/headKinds';
import { FLAT_TIMES } from '../../../shared/terrain/flatGround';
import type { LabelClass } from '../../../shared/labels/labelClasses';
import type { LonLatBox } from '../../../shared/geo/lonLat';
import type { Project } from '../context';
import type { FlatGround } from '../../layers/maps/flatCells';
import { flatGround } from '../maps/flatGround';
import { refuseInvariant } from '../../layers/refuseInvariant';
import { excludingLabels } from '../labels/exclusive';
import { labelsOfClass, type ClassLabels } from '../labels/labels';
import { drawMapSet } from './mapSet';
import { embedLabelled, type Embedded, type HeadSettings } from './headSettings';
import type { DrawnLocations, LabelledLocations } from './trainingSet';

/** What a head is fitted for, as it was found when its task began. */
export interface HeadSubject {
  readonly labelClass: LabelClass;
  readonly encoder: EncoderInfo;
  readonly radiusM: number;
}

/** Where a head is trained. */
export interface TrainingArea {
  /** Where its training locations lie; undefined: anywhere, and outside of what. */
  readonly trainBox: LonLatBox | undefined;
  readonly outside: LonLatBox | undefined;
}

/** Which training examples a head is to have, and how it is fitted on them. */
interface ExamplesWanted extends HeadSubject, TrainingArea {
  readonly headKind: HeadKind;
  /** Null: the C that measured best with the encoder. */
  readonly c: number | null;
  readonly gamma: number | null;
  readonly balanced: boolean;
  readonly symmetries: boolean;
  readonly seed: number;
  /** Positives, twice; undefined: all. */
  readonly trainSize: number | undefined;
  /** Negatives in all; undefined: by the number of positives. */
  readonly negatives: number | undefined;
}

/** The training examples of a head. */
export interface TrainingExamples {
  readonly labelClass: LabelClass;
  readonly settings: HeadSettings;
  readonly set: Embedded & LabelledLocations;
  /** The balanced part of the set, from its start. */
  readonly balanced: DrawnLocations;
  /** Every label of the class. */
  readonly labels: ClassLabels;
  readonly flat: FlatGround;
}

/**
 * Draws and embeds the training examples of a class's head, in the mixture of the map.
 * @throws UserError `too-few-labels` naming the class, `bad-input` where the class needs an encoder that sees orientation
 */
export async function trainingExamples(
  project: Project,
  {
    labelClass,
    encoder: { id: encoderId, card },
    radiusM,
    gamma,
    balanced,
    symmetries,
    seed,
    ...wanted
  }: ExamplesWanted,
  signal: AbortSignal,
): Promise<TrainingExamples> {
  const { id: classId, name: className } = labelClass;
  if (labelClass.orientationMatters) {
    refuseInvariant(card);
    if (symmetries) {
      throw new UserError(
        'bad-input',
        `The orientation of ${className.toLowerCase()} matters, so a head must not be trained on rotated and mirrored copies. ` +
          'Train without augmentation, or change the class.',
      );
    }
  }
  const settings = {
    encoderId,
    radiusM,
    c: wanted.c ?? card.headC,
    gamma,
    balanced,
    symmetries,
    seed,
    kind: wanted.headKind,
  };
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
    ...{ labelClass, settings, labels, flat },
    set: { ...embedded, locations: drawn.whole.locations },
    balanced: drawn.balanced,
  };
}
