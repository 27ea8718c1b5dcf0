import type { EncoderCard } from '../../shared/encoders/encoderCard';
import { accuracyWords } from '../../shared/heads/accuracyWords';
import type { HeadKind } from '../../shared/heads/headKinds';
import type { LonLatBox } from '../../shared/geo/lonLat';
import { lossName } from '../../shared/encoders/trainingPresets';
import { trainedOnWords } from '../../shared/heads/leftOut';
import { shownWords } from '../../shared/mapQuality/mapClaims';
import { gainWords } from '../../shared/statistics/learningCurve';
import { askedBox, askedRegion, classIds, encoderId, open } from './asking';
import type { Output } from './output';
import type { Workbench } from './workbench';

export async function trainCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: {
    preset: string;
    paper?: boolean;
    name?: string;
    images?: number;
    epochs?: number;
    class?: string[];
    momentum?: number;
    temperature?: number;
    neighbourRadii?: number;
    radius?: number[];
    learningRate?: number;
    box?: LonLatBox;
    region?: string;
    seed: number;
    resume?: boolean;
  },
): Promise<void> {
  await open(workbench, args);
  const result = await workbench.run({
    kind: 'train',
    preset: options.preset,
    paper: options.paper === true,
    box: await askedRegion(workbench, options.box, options.region),
    seed: options.seed,
    resume: options.resume === true,
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.images === undefined ? {} : { images: options.images }),
    ...(options.class === undefined ? {} : { classIds: await classIds(workbench, options.class) }),
    contrast: contrastOf(options),
    ...(options.epochs === undefined ? {} : { epochs: options.epochs }),
    ...(options.radius === undefined ? {} : { radiiM: options.radius }),
    ...(options.learningRate === undefined ? {} : { learningRate: options.learningRate }),
  });
  if (result.kind !== 'encoder') return;
  const encoders = await workbench.engine.encoders.list();
  const card = encoders.find(({ id }) => id === result.encoderId)?.card;
  output.result(
    { encoderId: result.encoderId, card },
    `Trained encoder ${result.encoderId} (${card?.name ?? ''})${card === undefined ? '' : measured(card)}.`,
  );
}

/** `: held-out L1 0.0354, bilinear up-sampling 0.0083`; empty where nothing was measured. */
function measured({ variant, lossValidation, lossBilinear }: EncoderCard): string {
  if (lossValidation === null) return '';
  const bilinear = lossBilinear === null ? '' : `, bilinear up-sampling ${lossBilinear.toPrecision(3)}`;
  return `: held-out ${lossName(variant)} ${lossValidation.toPrecision(3)}${bilinear}`;
}

/** The options given for momentum contrast; undefined where there are none. */
function contrastOf(
  choice: Partial<Record<'momentum' | 'temperature' | 'neighbourRadii', number>>,
): Record<string, number> | undefined {
  const { momentum, temperature, neighbourRadii } = choice;
  const chosen = Object.entries({ momentum, temperature, neighbourRadii }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return chosen.length === 0 ? undefined : Object.fromEntries(chosen);
}

export async function embedCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: { encoder?: string; radius: number; step: number; box?: LonLatBox; region?: string },
): Promise<void> {
  await open(workbench, args);
  const result = await workbench.run({
    kind: 'embed',
    encoderId: await encoderId(workbench, options.encoder),
    radiusM: options.radius,
    stepM: options.step,
    box: await askedRegion(workbench, options.box, options.region),
  });
  if (result.kind !== 'layer') return;
  output.result(
    result,
    `Layer ${result.layerId}: ${result.embedded} embeddings, ${result.skipped} cells without a patch.`,
  );
}

export async function headCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: {
    class: string;
    encoder?: string;
    radius?: number;
    trainBox?: LonLatBox;
    testBox?: LonLatBox;
    trainRegion?: string;
    testRegion?: string;
    trainSize?: number;
    testSize?: number;
    c?: number;
    gamma?: number;
    balanced?: boolean;
    symmetries?: boolean;
    kind: HeadKind;
    seed: number;
  },
): Promise<void> {
  await open(workbench, args);
  const [classId = ''] = await classIds(workbench, [options.class]);
  const result = await workbench.run({
    kind: 'fit-head',
    headKind: options.kind,
    classId,
    encoderId: await encoderId(workbench, options.encoder),
    radiusM: options.radius ?? null,
    trainBox: await askedBox(workbench, options.trainBox, options.trainRegion),
    testBox: await askedBox(workbench, options.testBox, options.testRegion),
    trainSize: options.trainSize,
    testSize: options.testSize,
    c: options.c ?? null,
    symmetries: options.symmetries === true,
    gamma: options.gamma ?? null,
    balanced: options.balanced === true,
    seed: options.seed,
  });
  if (result.kind !== 'head') return;
  const head = (await workbench.engine.heads.list()).find(({ id }) => id === result.headId);
  if (head === undefined) return;
  const { metrics } = head;
  output.result(
    {
      ...head,
      ...metrics,
      train_size: head.trainPositives + head.trainNegatives,
      test_size: head.testPositives + head.testNegatives,
    },
    [
      head.name,
      `Trained on ${trainedOnWords(head)} Negatives: ${head.trainNegatives}.`,
      ...(head.map.length === 0 ? ['Not measured on a map.'] : []),
      ...head.map.flatMap((measure) =>
        [0.5, 0.8, 0.9].map((threshold) => `At ${measure.radiusM} m. ${shownWords(measure, threshold)}`),
      ),
      `Balanced accuracy: ${accuracyWords(metrics.confusion)} ` +
        `(${metrics.heldOut === 'box' ? 'in the test box' : 'cross-validated over spatial blocks'}).`,
      ...(head.learning === undefined ? [] : [gainWords(head.learning)]),
    ].join('\n'),
  );
}
