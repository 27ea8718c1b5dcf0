import type { HeadInfo } from '../../../src/shared/contract/heads';
import type { MapMeasure } from '../../../src/shared/mapQuality/mapQuality';

/**
 * A measure that can be worked by hand: ten detections each at 0.95, 0.85 .. 0.05, of which the first 10, 9 .. 1 are known.
 * @param known places in all, of which 55 are found
 */
export const ladder = (radiusM: number, known = 100): MapMeasure => ({
  radiusM,
  toleranceM: radiusM,
  known,
  scores: Array.from({ length: 100 }, (_, i) => Number((0.95 - Math.floor(i / 10) / 10).toFixed(2))),
  hits: Array.from({ length: 100 }, (_, i) => i % 10 < 10 - Math.floor(i / 10)),
  chance: 0.05,
});

/** A head of peaks by its name, when it was made, and its measures. */
export const headInfo = (name: string, createdMs: number, map: MapMeasure[]): HeadInfo => ({
  id: 1,
  name,
  classId: 'peak',
  encoderId: 1,
  radiusM: 240,
  kind: 'svm',
  trainPositives: 10,
  trainNegatives: 10,
  testPositives: 0,
  testNegatives: 0,
  c: 10,
  gamma: 1,
  balanced: false,
  symmetries: false,
  supportVectors: 8,
  metrics: {
    accuracy: 0.9,
    precision: 0.9,
    recall: 0.9,
    f1: 0.9,
    auc: 0.95,
    confusion: { truePositive: 9, falsePositive: 1, trueNegative: 9, falseNegative: 1 },
    heldOut: 'folds',
  },
  map,
  otherTerrain: false,
  createdMs,
});
