import { expect, test } from 'vitest';
import {
  fitMapping,
  probabilityOf,
  temperedMapping,
  temperedProbability,
  temperOf,
} from '../../../src/main/layers/maps/mapping';
import { Random } from '../../../src/shared/statistics/random';
import { SURROUNDING_VALUES } from '../../../src/shared/terrain/surroundings';

/** What holds: the odds of a candidate grow with its decision alone; its surroundings say nothing. */
const truth = (decision: number): number => 1 / (1 + Math.exp(2 - 1.5 * decision));

function candidatesOf(random: Random, count: number) {
  return Array.from({ length: count }, () => {
    const decision = 4 * random.nextFloat() - 2;
    const surroundings = Array.from({ length: SURROUNDING_VALUES }, () => random.nextFloat());
    return { decision, surroundings, hit: random.nextFloat() < truth(decision) };
  });
}

/** Log loss of a probability where another one holds. */
const lossAt = (said: number, held: number): number =>
  -held * Math.log(said) - (1 - held) * Math.log(1 - said);

const odds = (probability: number): number => Math.log(probability / (1 - probability));

test('log odds that are twice as large as they should be and too high are halved and lowered', () => {
  const random = new Random(3);
  const judged = candidatesOf(random, 20_000).map(({ decision, hit }) => ({
    probability: 1 / (1 + Math.exp(-2 * odds(truth(decision)) - 1)),
    hit,
  }));
  const temper = temperOf(judged);
  expect(-(temper?.a ?? NaN)).toBeCloseTo(0.5, 1);
  expect(Math.abs(-(temper?.b ?? NaN) + 0.5)).toBeLessThan(0.1);
  for (const decision of [-1, 0, 1, 2])
    expect(
      Math.abs(
        temperedProbability(1 / (1 + Math.exp(-2 * odds(truth(decision)) - 1)), temper) - truth(decision),
      ),
    ).toBeLessThan(0.02);
});

test('a mapping that few known places made too sure says what holds elsewhere, and keeps its order', () => {
  const random = new Random(5);
  let [before, after] = [0, 0];
  for (let at = 0; at < 20; at++) {
    const parts = Array.from({ length: 5 }, () => candidatesOf(random, 14));
    // Each part judged by what was fitted on the others, as blocks of terrain are.
    const judged = parts.flatMap((part, index) => {
      const others = fitMapping(parts.filter((_, other) => other !== index).flat(), 240);
      return part.map((one) => ({ probability: probabilityOf(others, one), hit: one.hit }));
    });
    const found = fitMapping(parts.flat(), 240);
    const temper = found.regression === null ? undefined : temperOf(judged);
    const tempered = temperedMapping(found, temper);
    const elsewhere = candidatesOf(random, 200);
    const lossOf = (mapping: typeof found): number =>
      elsewhere.reduce((sum, one) => sum + lossAt(probabilityOf(mapping, one), truth(one.decision)), 0);
    before += lossOf(found);
    after += lossOf(tempered);
    for (const one of elsewhere.slice(0, 20))
      expect(probabilityOf(tempered, one)).toBeCloseTo(
        temperedProbability(probabilityOf(found, one), temper),
        9,
      );
  }
  expect(after).toBeLessThan(before);
});

test('candidates that tell nothing change nothing', () => {
  const judged = Array.from({ length: 40 }, (_, at) => ({ probability: at / 40, hit: at < 20 }));
  expect(temperOf(judged)).toBeUndefined();
  expect(temperedProbability(0.3, undefined)).toBe(0.3);
});
