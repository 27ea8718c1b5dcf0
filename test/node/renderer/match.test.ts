import { expect, test } from 'vitest';
import { matchScore } from '../../../src/renderer/app/palette/match';

/** Matching names, best first. */
const best = (typed: string, ...names: string[]): string[] =>
  names
    .flatMap((name) => {
      const score = matchScore(typed, name);
      return score === null ? [] : [{ name, score }];
    })
    .sort((a, b) => b.score - a.score)
    .map(({ name }) => name);

test('matches at the start of a name rank before the start of a word, the inside of a word, and scattered letters', () => {
  const answers = best('dark', 'Find landmark', 'Semidark', 'Light theme', 'Theme: dark', 'Dark theme');
  expect(answers).toEqual(['Dark theme', 'Theme: dark', 'Semidark', 'Find landmark']);
});

test('words may come in any order, and each must be there', () => {
  expect(best('panel retr', 'Show Retrieve panel', 'Show Detect panel')).toEqual(['Show Retrieve panel']);
  expect(best('ztt', 'Zoom to terrain', 'Coarser radius')).toEqual(['Zoom to terrain']);
});

test('accents and case are ignored, and special characters are literal', () => {
  expect(matchScore('SANTIS', 'Säntis')).not.toBeNull();
  expect(matchScore('a.b', 'aXb')).toBeNull();
  expect(matchScore('(', 'Undo')).toBeNull();
});

test('an empty query matches everything equally', () => {
  expect(matchScore('  ', 'Undo')).toBe(0);
});
