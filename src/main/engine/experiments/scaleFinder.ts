import { throwIfAborted } from '../../../shared/errors';
import { experimentOf } from '../../../shared/experiments/experiments';
import type { ScaleFinderResult, ScaleFinderSpec } from '../../../shared/experiments/scaleFinder';
import { binaryMetrics } from '../../../shared/statistics/metrics';
import { meanAndSd } from '../../../shared/statistics/paired';
import { PATCH_VALUES } from '../../../shared/terrain/patch';
import { normalisePatches } from '../../terrain/patch/normalise';
import type { Project } from '../context';
import type { LabelledLocations } from '../heads/trainingSet';
import { findClasses } from '../labels/classes';
import { labelsOfClass } from '../labels/labels';
import type { Experiment } from './findings';
import { drawSplits, type AreaSplit } from './scaleFinder/areaSplits';
import { rowsOf } from './table/draws';

/**
 * Figure 4 of the paper (section 3.2): at each radius, the small CNN is trained from scratch for each seed and tested on unseen
 * terrain. A class's best radius is that of the highest mean accuracy; of equal ones, the smallest; there is none where less than
 * half of the radii could be measured. The same specification on the same labels and terrain gives the same accuracies.
 * @throws UserError `too-few-labels` before anything is trained, and what compute throws
 */
export const scaleFinder: Experiment<ScaleFinderSpec> = async (project, spec, report, signal) => {
  const radiiM = [...new Set(spec.radiiM)].sort((a, b) => a - b);
  const labelClasses = await findClasses(project.database, spec.classIds);
  const drawn = [];
  for (const [done, labelClass] of labelClasses.entries()) {
    throwIfAborted(signal);
    const className = labelClass.name;
    report({ done, total: labelClasses.length, unit: 'classes', message: `${className}: drawing locations` });
    const { positives } = await labelsOfClass(project.database, labelClass.id);
    const drawing = { className, radiiM, size: spec.locations, seeds: spec.seeds, box: spec.box };
    const splits = await project.useTerrain((terrain) => drawSplits(terrain, positives, drawing));
    drawn.push({ labelClass, ...splits });
  }
  const total = drawn.reduce((sum, { radiiM, splits }) => sum + radiiM.length * splits.length, 0);
  let done = 0;
  const classes: ScaleFinderResult['classes'] = [];
  for (const { labelClass, radiiM: wholeRadiiM, splits, unmeasured } of drawn) {
    const { id: classId, name, colour } = labelClass;
    const measures: Measure[][] = radiiM.map(() => []);
    for (const [index, radiusM] of radiiM.entries()) {
      if (!wholeRadiiM.includes(radiusM)) continue;
      for (const [seed, split] of splits.entries()) {
        throwIfAborted(signal);
        const message = `${name} at ${radiusM} m, seed ${seed + 1} of ${spec.seeds}`;
        report({ done: done++, total, unit: 'trainings', message });
        measures[index]?.push(await measure(project, split, radiusM, seed, signal));
      }
    }
    const sizes = (of: 'trainSize' | 'testSize'): number[] =>
      measures.map((bySeed) => Math.round(meanAndSd(bySeed.map((one) => one[of])).mean || 0));
    const accuracies = measures.map((bySeed) => bySeed.map(({ accuracy }) => accuracy));
    classes.push({
      classId,
      name,
      colour,
      accuracies,
      trainSizes: sizes('trainSize'),
      testSizes: sizes('testSize'),
      bestRadiusM: 2 * wholeRadiiM.length < radiiM.length ? null : bestRadius(radiiM, accuracies),
      ...(unmeasured === null ? {} : { unmeasured }),
    });
  }
  return {
    title: `${experimentOf(spec.experiment).shortName}: ${classes.map(({ name }) => name).join(', ')}`,
    encoderIds: [],
    result: { experiment: spec.experiment, radiiM, classes },
  };
};

/** The result of one training. */
interface Measure {
  /** Share of the test locations that were classified correctly, 0..1. */
  readonly accuracy: number;
  readonly trainSize: number;
  readonly testSize: number;
}

async function measure(
  project: Project,
  { train, test }: AreaSplit,
  radiusM: number,
  seed: number,
  signal: AbortSignal,
): Promise<Measure> {
  const training = await samplesOf(project, train, radiusM);
  const testing = await samplesOf(project, test, radiusM);
  const { decisions } = await project.compute.heads.cnnDecisions(
    { ...training, testPatches: testing.patches, seed },
    signal,
  );
  return {
    accuracy: binaryMetrics(decisions, testing.labels).accuracy,
    trainSize: training.labels.length,
    testSize: testing.labels.length,
  };
}

/** Normalised patches [n, 289] with their labels [n]. Where several DTMs meet, one within a whole patch may be broken. */
async function samplesOf(
  project: Project,
  { locations, labels }: LabelledLocations,
  radiusM: number,
): Promise<{ patches: Float32Array; labels: Uint8Array }> {
  const { values, valid } = await project.useTerrain((terrain) => terrain.samplePatches(locations, radiusM));
  const whole = Uint32Array.from(valid.keys()).filter((index) => valid[index] === 1);
  return {
    patches: normalisePatches(rowsOf(values, PATCH_VALUES, whole)).values,
    labels: labels.filter((_, index) => valid[index] === 1),
  };
}

function bestRadius(radiiM: readonly number[], accuracies: readonly number[][]): number | null {
  const means = accuracies.map((bySeed) => (bySeed.length === 0 ? -Infinity : meanAndSd(bySeed).mean));
  return radiiM[means.indexOf(Math.max(...means))] ?? null;
}
