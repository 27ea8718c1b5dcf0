import { expect, test } from 'vitest';
import { nameOf, noteOf } from '../../../src/main/engine/labels/placeTexts';

test('names of places by OpenStreetMap, gazetteers and other languages', () => {
  expect(nameOf({ natural: 'peak', name: 'Matterhorn', 'name:en': 'Matterhorn (en)' })).toBe('Matterhorn');
  // A map of Japan, for those who do not read it.
  expect(nameOf({ natural: 'peak', 'name:en': 'Mount Fuji', ele: 3776 })).toBe('Mount Fuji');
  // GNIS and swissNAMES3D.
  expect(nameOf({ FEATURE_NAME: 'Mount Rainier', FEATURE_CLASS: 'Summit' })).toBe('Mount Rainier');
  expect(nameOf({ NAME: 'Piz Bernina', OBJEKTART: 'Gipfel' })).toBe('Piz Bernina');
  expect(nameOf({ Nom: 'Mont Blanc' })).toBe('Mont Blanc');
  expect(nameOf({ name: '', title: ' Two\nlines\u0000 ' })).toBe('Two lines');
  expect(nameOf({ name: 'x'.repeat(500) })).toHaveLength(200);
  expect(nameOf({ natural: 'peak', surname: 'Smith' })).toBeNull();
});

test('notes are those of users, not of people who map', () => {
  expect(noteOf({ note: ' steep ' }, false)).toBe('steep');
  expect(noteOf({ note: 'position by GPS', natural: 'peak' }, true)).toBeNull();
  // An export of this program, of labels of OpenStreetMap.
  expect(noteOf({ note: 'steep', positive: 1 }, true)).toBe('steep');
  expect(noteOf({ note: '  ' }, false)).toBeNull();
});
