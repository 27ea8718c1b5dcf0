import { describe, expect, it } from 'vitest';
import {
  mapQualitySentence,
  mapQualityTable,
} from '../../../src/renderer/features/experiments/mapQualityTable';
import type { MapQualityResult } from '../../../src/shared/mapQuality/mapQualityResult';
import { type Method, methodsOf } from '../../../src/shared/mapQuality/mapQualityFigures';

type Row = MapQualityResult['classes'][number]['rows'][number];
type Draw = NonNullable<Row['draws']>[number][number];

const draw = (averagePrecision: number, shown: [shown: number, right: number] | null): Draw => ({
  averagePrecision,
  bestF1: 0.5,
  shown: shown === null ? null : [{ shown: shown[0], right: shown[1] }],
  medianErrorM: 42,
  foretold: shown === null ? null : [0.9],
});

function methods(rows: readonly (Pick<Row, 'name' | 'detail' | 'draws'> & Partial<Row>)[]): Method[] {
  const entry: MapQualityResult['classes'][number] = {
    ...{ classId: 'peak', name: 'Peak', colour: '#2563EB', known: [40], chance: [0.05] },
    rows: rows.map((row) => ({ kind: 'encoder', curve: [], reliability: null, ...row })),
  };
  const box = { westDeg: 9, southDeg: 47, eastDeg: 10, northDeg: 48 };
  return methodsOf(
    {
      ...{ experiment: 'map-quality', radiusM: 240, stepM: 60, toleranceM: 240 },
      directions: [{ trainBox: box, testBox: box }],
      thresholds: [0.8],
      classes: [entry],
    },
    entry,
  );
}

const polar = { name: 'polar', detail: 'C = 10', draws: [[draw(0.6, [20, 16]), draw(0.7, [25, 20])]] };
const maxima: Pick<Row, 'name' | 'detail' | 'draws' | 'kind'> = {
  ...{ name: 'Local maxima', detail: '', kind: 'rule' },
  draws: [[draw(0.66, null)]],
};

describe('the table of a class', () => {
  it('has means over draws, the best rank marked, and no probabilities for rules', () => {
    const passes = { ...maxima, name: 'Passes', draws: null };
    const { rows, notes } = mapQualityTable(methods([polar, maxima, passes]), 0, [0.05]);
    expect(rows.map(({ name, cells }) => [name, ...cells.map(({ text }) => text)])).toEqual([
      ['polar', '65.0', '80.0', '90.0', '45.0', '42 m'],
      ['Local maxima', '66.0', '–', '–', '–', '42 m'],
    ]);
    expect(rows.map(({ cells }) => cells[0]?.best)).toEqual([false, true]);
    expect(rows.map(({ line }) => line?.isDashed)).toEqual([false, true]);
    expect(new Set(rows.map(({ line }) => line?.colour)).size).toBe(2);
    expect(notes).toEqual([
      'Of random places, 5.0 % have a known one near enough to count.',
      'Not for this class: Passes.',
    ]);
  });

  it('names rows that differ only in a detail with that detail', () => {
    const other = { ...polar, detail: 'C = 1' };
    const { rows } = mapQualityTable(methods([polar, other]), 0, [0.05]);
    expect(rows.map(({ name, detail }) => [name, detail])).toEqual([
      ['polar, C = 10', ''],
      ['polar, C = 1', ''],
    ]);
  });
});

describe('the sentence of a class', () => {
  it('says what the best method achieves, with its range and beside chance', () => {
    // The score interval of 18 in 22.5, worked in Python: 0.597 to 0.915.
    expect(mapQualitySentence(methods([polar, maxima]), 0)).toBe(
      'Of 100 that polar shows, 80 are known (60..92), 16 times chance; of 100 known ones it shows 45.',
    );
  });

  it('says so when a map is hardly better than chance, or empty', () => {
    const poor = { ...polar, draws: [[draw(0.1, [50, 4])]] };
    expect(mapQualitySentence(methods([poor]), 0)).toContain(', hardly more than chance;');
    const empty = { ...polar, draws: [[draw(0.1, [0, 0])]] };
    expect(mapQualitySentence(methods([empty]), 0)).toBe('polar shows nothing from 0.8 on.');
    expect(mapQualitySentence(methods([maxima]), 0)).toBeNull();
  });
});
