import { expect, test } from 'vitest';
import { namedLabels, placesNamed } from '../../../src/renderer/app/palette/placesNamed';
import { everything, labelRows } from '../../../src/renderer/features/labelTable/rows';
import type { LabelColumns } from '../../../src/shared/contract/labels';

const labels: LabelColumns = {
  ids: Uint32Array.of(11, 12, 13, 14, 15),
  lonDeg: Float64Array.of(9.5, 9.6, 9.7, -179.9, 179.9),
  latDeg: Float64Array.of(47.1, 47.3, 47.2, -17, -17),
  classIndex: Uint16Array.of(0, 1, 0, 1, 1),
  positive: Uint8Array.of(1, 0, 1, 1, 1),
  source: Uint8Array.of(1, 0, 2, 1, 1),
  checked: Uint8Array.of(0, 1, 0, 0, 0),
  names: ['Piz 10', '', 'Piz 9', 'Äule', 'Piz 9'],
  notes: ['', 'below the ridge', '', '', ''],
  classIds: ['peak', 'saddle'],
};
const names = ['Peak', 'Saddle'];
const view = { westDeg: 179, southDeg: -20, eastDeg: 181, northDeg: -10 };

const idsOf = (
  filter: Partial<typeof everything>,
  sortBy: Parameters<typeof labelRows>[4] = 'class',
  descending = false,
): number[] =>
  [...labelRows(labels, names, { ...everything, ...filter }, view, sortBy, descending)].map(
    (index) => labels.ids[index] ?? 0,
  );

test('labels are listed by what they are, and by words in name, note or class', () => {
  expect(idsOf({})).toEqual([11, 13, 12, 14, 15]);
  expect(idsOf({ classId: 'saddle' })).toEqual([12, 14, 15]);
  expect(idsOf({ classId: 'removed' })).toEqual([]);
  expect(idsOf({ positive: false })).toEqual([12]);
  expect(idsOf({ source: 2 })).toEqual([13]);
  expect(idsOf({ checked: true })).toEqual([12]);
  expect(idsOf({ words: 'RIDGE' })).toEqual([12]);
  expect(idsOf({ words: 'piz saddle' })).toEqual([15]);
  // The view lies across the antimeridian.
  expect(idsOf({ inView: true })).toEqual([14, 15]);
});

test('sorted as people count and spell; what has no text comes last', () => {
  expect(idsOf({}, 'name')).toEqual([14, 13, 15, 11, 12]);
  expect(idsOf({}, 'place')).toEqual([12, 13, 11, 14, 15]);
  expect(idsOf({}, 'place', true)).toEqual([14, 15, 11, 13, 12]);
  expect(idsOf({}, 'checked')).toEqual([12, 11, 13, 14, 15]);
});

test('places are found by name, those of one class and name once', () => {
  const named = namedLabels(labels);
  const found = (typed: string): number[] => placesNamed(named, typed).map(({ id }) => id);
  expect(found('piz')).toEqual([13, 15, 11]);
  expect(found('aule')).toEqual([14]);
  expect(found('p')).toEqual([]);
  // Letters alone, far apart, are no name.
  expect(found('pz9')).toEqual([]);
});
