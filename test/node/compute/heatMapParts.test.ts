import { describe, expect, test } from 'vitest';
import { loadTensorflow, tf } from '../../../src/main/compute/backend';
import { heatMapLoss } from '../../../src/main/compute/heatMap/heatMapLoss';
import {
  heatMapForward,
  heatMapParameters,
  heatMapStatistics,
} from '../../../src/main/compute/heatMap/heatMapNetwork';
import { terrainMargin, predictHeatMap } from '../../../src/main/compute/heatMap/predictHeatMap';
import { channelMargin, CHANNELS, reliefChannels } from '../../../src/main/compute/heatMap/reliefChannels';
import { symmetryPermutations } from '../../../src/main/compute/encoders/symmetry';
import { TrainingNetwork } from '../../../src/main/compute/training/network';
import { resultOf } from '../../../src/main/compute/training/objective';
import { Random } from '../../../src/shared/statistics/random';

await loadTensorflow();
/** What tests before these have left in the process. */
const tensorsBefore = tf.memory().numTensors;

/** Windows of 1, 1, 2, 4, 8 and 16 cells; relief of 4. */
const sampling = { radiusM: 120, spacingM: 30 };
const margin = channelMargin(sampling);
const size = 40;

/** Channels of terrain by column and row of its cells. */
const channelsOf = (elevation: (column: number, row: number) => number): Float32Array =>
  reliefChannels(
    Float32Array.from({ length: size * size }, (_, i) => elevation(i % size, Math.floor(i / size))),
    sampling,
  );

/** The channels of a cell. */
function cellOf(channels: Float32Array, column: number, row: number): number[] {
  const at = ((row - margin) * (size - 2 * margin) + column - margin) * CHANNELS;
  return [...channels.subarray(at, at + CHANNELS)];
}

const expectClose = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i], `value ${i}`).toBeCloseTo(value, 4);
};

describe('the channels of a detector', () => {
  test('of a plane, worked by hand', () => {
    const channels = channelsOf((column, row) => 2000 + 6 * column - 3 * row);
    expect(channels.length).toBe(8 * 8 * CHANNELS);
    // Slopes of 6 and -3 m in 30 m, in halves; the variance of 9 equal steps is (81 - 1) / 12 of a step's square.
    const expected = [0, 0, 0, 0, 0, 0, 0.4, -0.2, Math.sqrt((45 * 80) / 12) / 18, 1, 1];
    for (const [column, row] of [
      [16, 16],
      [23, 16],
      [20, 23],
    ] as const) {
      expectClose(cellOf(channels, column, row), expected);
    }
  });

  test('of a needle on a plain, worked by hand', () => {
    const [column, row] = [20, 19];
    const channels = channelsOf((x, y) => (x === column && y === row ? 581 : 500));
    const above = [1, 1, 2, 4, 8, 16].map((reach) => (81 * (1 - 1 / (2 * reach + 1) ** 2)) / (4.5 * reach));
    const spread = Math.sqrt((81 * 81) / 81 - 1) / 18;
    expectClose(cellOf(channels, column, row), [...above, 0, 0, spread, 0, 81 / 36]);
    const below = [1, 1, 2, 4, 8, 16].map((reach) => -81 / (2 * reach + 1) ** 2 / (4.5 * reach));
    expectClose(cellOf(channels, column + 1, row), [...below, -81 / 30, 0, spread, 81 / 36, 0]);
  });

  test('are zero where there is no data, and use the data beside it', () => {
    const hole = channelsOf((column) => (column < 20 ? 700 : NaN));
    expectClose(
      cellOf(hole, 20, 20),
      Array.from({ length: CHANNELS }, () => 0),
    );
    expectClose(
      cellOf(hole, 19, 20),
      Array.from({ length: CHANNELS }, () => 0),
    );
    const edge = channelsOf((column, row) => (column < 20 ? 700 + 3 * row : NaN));
    expectClose(cellOf(edge, 19, 20), [
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0.2,
      Math.sqrt((9 * 80) / 12) / 18,
      1 / 3,
      1 / 3,
    ]);
  });
});

test("the focal loss of heat maps and its gradient are NumPy's", () => {
  const targets = tf.tensor1d([1, 0, 0.5, 0]);
  const weights = tf.tensor1d([1, 1, 1, 0]);
  const logits = tf.tensor1d([0, Math.log(3), -Math.log(3), 50]);
  const { value, grad } = tf.valueAndGrad((z) => heatMapLoss(z, targets, weights))(logits);
  expect(value.dataSync()[0]).toBeCloseTo(0.954201, 5);
  expectClose([...grad.dataSync()], [-0.298287, 0.81177, 0.002662, 0]);
  tf.dispose([targets, weights, logits, value, grad]);
});

const newNetwork = (): TrainingNetwork =>
  new TrainingNetwork(heatMapParameters(), heatMapStatistics(), new Random(1));

test('its gradient is the slope of its loss', () => {
  const network = newNetwork();
  const random = new Random(2);
  const noise = (length: number): Float32Array =>
    Float32Array.from({ length }, () => random.nextFloat() - 0.5);
  const inputs = noise(2 * 16 * 16 * CHANNELS);
  const targets = Float32Array.from({ length: 2 * 8 * 8 }, (_, i) => (i % 9 === 0 ? 1 : 0));
  const gradients = () =>
    network.gradients(false, (context) =>
      heatMapLoss(
        heatMapForward(tf.tensor4d(inputs, [2, 16, 16, CHANNELS]), context),
        tf.tensor4d(targets, [2, 8, 8, 1]),
        tf.ones([2, 8, 8, 1]),
      ),
    );
  const start = network.parameters.slice();
  const { gradient } = gradients();
  const steepness = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
  const lossAt = (way: number): number => {
    network.parameters.set(start.map((value, i) => value + (way * (gradient[i] ?? NaN)) / steepness));
    return gradients().loss;
  };
  const way = 1e-3;
  const slope = (lossAt(way) - lossAt(-way)) / (2 * way);
  expect(slope / steepness).toBeGreaterThan(0.95);
  expect(slope / steepness).toBeLessThan(1.05);
});

test('its output rotates with the terrain', async () => {
  const network = newNetwork();
  const answered = 32;
  const cells = answered + 2 * terrainMargin(sampling);
  const random = new Random(3);
  const ground = Float32Array.from(
    { length: cells * cells },
    (_, i) => 900 + 2 * (i % cells) + 40 * random.nextFloat(),
  );
  const lattice = { crsCode: 'EPSG:32632', originE: 0, originN: 0, stepM: 30, columns: cells, rows: cells };
  const answerOf = async (values: Float32Array): Promise<Float32Array> => {
    const live = new AbortController().signal;
    return (await resultOf(predictHeatMap(network, { lattice, values }, sampling, live))).values;
  };
  const upright = await answerOf(ground);
  expect(upright.length).toBe(16 * 16);
  expect(Math.max(...upright) - Math.min(...upright)).toBeGreaterThan(1e-3);
  const turns = symmetryPermutations(cells);
  const heatTurns = symmetryPermutations(answered / 2);
  for (const symmetry of [3, 4]) {
    const turned = await answerOf(Float32Array.from(turns[symmetry] ?? [], (from) => ground[from] ?? NaN));
    for (const [i, from] of (heatTurns[symmetry] ?? []).entries()) {
      expect(turned[i]).toBeCloseTo(upright[from] ?? NaN, 4);
    }
  }
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});
