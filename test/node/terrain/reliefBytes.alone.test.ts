import { setFlagsFromString } from 'node:v8';
import { expect, test } from 'vitest';
import { reliefsOf } from '../../../src/main/terrain/patch/relief';

// A process keeps these flags. The compilers of V8 give computed NaNs signs of their own.
test('the relief of a patch that does not exist has the same bytes, whichever compiler made the kernel', () => {
  setFlagsFromString('--liftoff-only');
  const patches = new Float32Array(2 * 289).fill(NaN);
  patches[289] = 700;
  const bits = new Uint32Array(reliefsOf(patches, 289).buffer);
  expect([...bits].map((value) => value.toString(16))).toEqual(['7fc00000', '7fc00000']);
});
