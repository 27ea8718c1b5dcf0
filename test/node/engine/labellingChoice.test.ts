import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  chooseNext,
  judgePlaces,
  type Known,
  type Pool,
} from '../../../src/main/engine/labelling/chooseNext';
import { differences } from '../../../src/main/engine/labelling/compareHeads';
import {
  countLabels,
  learningLabels,
  type ClassLabel,
} from '../../../src/main/engine/labelling/learningLabels';
import { likelyMistakes } from '../../../src/main/engine/labelling/mistakes';
import type { Database } from '../../../src/main/engine/store/database';
import { createProjectFile } from '../../../src/main/engine/store/projectFile';
import { temporaryFolder } from './folder';

const nothing: Known = { embeddings: [], labels: new Float64Array(), passed: new Float64Array() };

/** Degrees of latitude of so many metres at the equator, on the WGS84 ellipsoid (110,574 m a degree). */
const northDeg = (metres: number): number => metres / 110_574.3;

/** Places on one meridian at the equator, with embeddings of one value. */
const pool = (places: readonly (readonly [metres: number, probability: number, value: number])[]): Pool => ({
  locations: Float64Array.from(places.flatMap(([metres]) => [0, northDeg(metres)])),
  probabilities: places.map(([, probability]) => probability),
  embeddings: Float32Array.from(places, ([, , value]) => value),
});

describe('what to label next', () => {
  test('a score worked by hand: uncertainty 0.8, diversity 1 - exp(-0.5), spacing a quarter', () => {
    const known = { ...nothing, embeddings: [Float32Array.of(3)], labels: Float64Array.of(0, 0) };
    const [choice] = chooseNext(pool([[100, 0.6, 4]]), known, { gamma: 0.5, radiusM: 100, count: 5 });
    expect(choice?.probability).toBe(0.6);
    expect(choice?.uncertainty).toBeCloseTo(0.8, 12);
    expect(choice?.diversity).toBeCloseTo(0.3934693403, 6);
    expect(choice?.spacing).toBeCloseTo(0.25, 4);
    expect(choice?.labelDistanceM).toBeCloseTo(100, 1);
  });

  test('each place is scored alone: a twin nearby does not lower its diversity', () => {
    const places = pool([
      [100, 0.6, 4],
      [200, 0.6, 4],
    ]);
    const judgements = judgePlaces(
      places,
      { embeddings: [Float32Array.of(3)], labels: Float64Array.of(0, 0) },
      0.5,
    );
    for (const [index, judgement] of judgements.entries()) {
      expect(judgement.probability).toBe(0.6);
      expect(judgement.uncertainty).toBeCloseTo(0.8, 12);
      // 1 - exp(-0.5)
      expect(judgement.diversity).toBeCloseTo(0.3934693403, 6);
      expect(judgement.labelDistanceM).toBeCloseTo(100 * (index + 1), 1);
    }
    expect(judgePlaces(places, nothing, 0.5)[0]?.labelDistanceM).toBeNull();
  });

  test('earlier choices affect the next: the twin of the first comes last', () => {
    // All far apart; the second place looks like the first, the third does not but is less uncertain.
    const places = pool([
      [0, 0.5, 0],
      [5000, 0.5, 0.1],
      [10_000, 0.7, 3],
    ]);
    const order = chooseNext(places, nothing, { gamma: 1, radiusM: 100, count: 3 });
    expect(order.map(({ latDeg }) => Math.round(latDeg / northDeg(1)))).toEqual([0, 10_000, 5000]);
    expect(order[0]?.labelDistanceM).toBeNull();
    // 1 - exp(-0.01) of the twin, 1 - exp(-9) of the other.
    expect(order[2]?.diversity).toBeCloseTo(0.00995, 5);
    expect(order[1]?.diversity).toBeCloseTo(0.99988, 5);
  });

  test('a neighbour of a chosen place comes later, and skipped places keep their surroundings free', () => {
    const places = pool([
      [0, 0.5, 0],
      [40, 0.5, 50],
      [1000, 0.6, 90],
    ]);
    const choose = (known: Known): number[] =>
      chooseNext(places, known, { gamma: 1, radiusM: 100, count: 2 }).map(({ latDeg }) =>
        Math.round(latDeg / northDeg(1)),
      );
    expect(choose(nothing)).toEqual([0, 1000]);
    expect(choose({ ...nothing, passed: Float64Array.of(0, 0) })).toEqual([1000, 40]);
  });

  test('nothing is chosen where the head is certain, where a known place is identical, or at a label', () => {
    const known = { ...nothing, embeddings: [Float32Array.of(7)], labels: Float64Array.of(0, 0) };
    const places = pool([
      [5000, 1, 1],
      [6000, 0.5, 7],
      [0, 0.5, 2],
    ]);
    expect(chooseNext(places, known, { gamma: 1, radiusM: 100, count: 3 })).toEqual([]);
  });
});

const label = (id: number, positive: boolean, others: Partial<ClassLabel> = {}): ClassLabel => ({
  id,
  lonDeg: id,
  latDeg: 0,
  positive,
  checked: false,
  ...others,
});

test('mistakes are labels that the head disagrees with, worst first, without checked ones', () => {
  const labels = [
    label(1, true),
    label(2, false),
    label(3, true),
    label(4, false),
    label(5, true, { checked: true }),
    label(6, false),
    label(7, true),
  ];
  const found = likelyMistakes(labels, [0.4, 0.9, 0.8, 0.1, 0.01, NaN, 0.05]);
  expect(found.map(({ labelId, probability }) => [labelId, probability])).toEqual([
    [7, 0.05],
    [2, 0.9],
    [1, 0.4],
  ]);
});

describe('the training examples of a refit', () => {
  const folder = temporaryFolder();

  /** A project with so many peaks from a file and by hand, their ids in this order, and one negative. */
  async function project(name: string, fromFile: number, byHand: number): Promise<Database> {
    const { database } = await createProjectFile(join(folder, `${name}.topo2vec`));
    await database.transaction(async (transaction) => {
      const add = (positive: number, source: string): Promise<unknown> =>
        transaction.run(
          "INSERT INTO labels (class_id, lon_deg, lat_deg, positive, source) VALUES ('peak', 9.5, 47.1, ?, ?)",
          [positive, source],
        );
      for (let n = 0; n < fromFile; n++) await add(1, 'file');
      for (let n = 0; n < byHand; n++) await add(1, 'hand');
      await add(0, 'hand');
    });
    return database;
  }

  const ids = async (database: Database, most: number): Promise<number[]> =>
    (await learningLabels(database, 'peak', true, most)).map(({ id }) => id);

  test('a capped number of each sign: manual labels first, the newest of them first, then others', async () => {
    const database = await project('few', 6, 3);
    expect(await countLabels(database, 'peak')).toBe(10);
    expect(await ids(database, 9)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await ids(database, 2)).toEqual([8, 9]);
    const five = await ids(database, 5);
    expect(five.slice(-3)).toEqual([7, 8, 9]);
    expect(five[1]).toBeLessThanOrEqual(6);
    expect(await learningLabels(database, 'peak', false, 5)).toMatchObject([{ id: 10, positive: false }]);
  });

  test('a subset of many spreads over all of them, and removing one changes one other', async () => {
    const database = await project('many', 1000, 0);
    const before = await ids(database, 100);
    // Evenly: a hundredth of all in each hundred, give or take.
    for (let from = 0; from < 1000; from += 100) {
      const within = before.filter((id) => id > from && id <= from + 100).length;
      expect(within).toBeGreaterThan(6);
      expect(within).toBeLessThan(14);
    }
    await database.transaction((transaction) =>
      transaction.run('DELETE FROM labels WHERE id = ?', [before[7] ?? 0]),
    );
    const after = await ids(database, 100);
    expect(after.filter((id) => !before.includes(id))).toHaveLength(1);
    expect(before.filter((id) => !after.includes(id))).toEqual([before[7]]);
  });
});

test('maps of two heads are compared cell by cell, where their lattices overlap', () => {
  const lattice = { crsCode: 'EPSG:32632', stepM: 10 };
  const first = {
    lattice: { ...lattice, originE: 100, originN: 200, columns: 3, rows: 2 },
    values: Float32Array.of(0.5, 0.25, NaN, 0, 0.75, 1),
  };
  // One cell further east, one further north, four wide.
  const second = {
    lattice: { ...lattice, originE: 110, originN: 210, columns: 3, rows: 3 },
    values: Float32Array.of(1, 1, 1, 0.5, 0.5, 0.5, 1, 0, 0),
  };
  expect([...differences(first, second)]).toEqual([NaN, NaN, NaN, 0.25, NaN, NaN, 0.25, -1, NaN]);
});
