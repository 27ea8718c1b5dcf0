import { describe, expect, test } from 'vitest';
import { isUsable, restoreCheckpoint, writeCheckpoint } from '../../../src/main/compute/training/checkpoint';

describe('a diverging training', () => {
  test('is stopped before non-finite weights reach a checkpoint, even while its loss is finite', () => {
    const identity = { settings: 's', ground: 'g' };
    const state = { parameters: Float32Array.of(1, NaN), mean: Float32Array.of(0, 0) };
    expect(isUsable(state)).toBe(false);
    const damaged = writeCheckpoint(state, 3, identity);
    const into = { parameters: Float32Array.of(5, 6), mean: Float32Array.of(7, 8) };
    expect(() => restoreCheckpoint(damaged, identity, into)).toThrow(/damaged \(the tensor parameters/);
    expect([...into.parameters, ...into.mean]).toEqual([5, 6, 7, 8]);
  });
});
