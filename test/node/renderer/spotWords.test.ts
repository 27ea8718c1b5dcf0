import { expect, test } from 'vitest';
import { spotSentence } from '../../../src/renderer/features/detect/spotWords';

const estimate = {
  right: 82,
  decided: 100,
  unsure: 0,
  share: { share: 0.82, low: 0.733, high: 0.883 },
  fromProbability: 0.5,
};

test('the sentence says what the answers show, of what, and what remains unknown', () => {
  expect(spotSentence(estimate, 0.5)).toBe('82 % right (73 to 88), by 100 answers');
  expect(spotSentence({ ...estimate, unsure: 3 }, 0.35)).toBe(
    '82 % right (73 to 88) from 0.50 on, by 100 answers; lower probabilities are not covered yet; 3 could not be judged',
  );
  expect(
    spotSentence({ ...estimate, decided: 11, share: { share: 9 / 11, low: 9 / 11, high: 9 / 11 } }, 0.5),
  ).toBe('82 % right, all 11 answered');
});
