import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/shared/statistics/random';
import { labelsOfLog } from '../../endure/labelDriver';
import { mutateBytes, mutateText } from '../../endure/mutations';

describe('the campaign itself', () => {
  test('mutates files identically for the same seed, and leaves the original alone', () => {
    const text = Buffer.from(JSON.stringify({ type: 'FeatureCollection', features: [1, 2, [3, 'four']] }));
    const sound = Buffer.from(text);
    for (const mutate of [mutateBytes, mutateText]) {
      const hashOf = (seed: number): string =>
        createHash('sha256')
          .update(mutate(text, new Random(seed)))
          .digest('hex');
      const seeds = Array.from({ length: 200 }, (_, seed) => seed);
      const changed = seeds.map(hashOf);
      expect(seeds.map(hashOf)).toEqual(changed);
      expect(text.equals(sound)).toBe(true);
      expect(new Set(changed).size).toBeGreaterThan(150);
    }
  });

  test('knows from the log which labels were acknowledged and which others may exist', () => {
    const log = ['do ["a"]', 'ok', 'do ["b"]', 'ok', 'do undo', 'ok', 'do ["c"]', ''].join('\n');
    expect(labelsOfLog(log)).toEqual({ acknowledged: ['["a"]'], perhaps: ['["a"]', '["c"]'] });
    const undoing = ['do ["a"]', 'ok', 'do undo', ''].join('\n');
    expect(labelsOfLog(undoing)).toEqual({ acknowledged: ['["a"]'], perhaps: [] });
    // A line cut short by the kill does not count.
    expect(labelsOfLog('do ["a"]\nok\ndo ["b')).toEqual({ acknowledged: ['["a"]'], perhaps: ['["a"]'] });
  });
});
