import { describe, expect, it } from 'vitest';
import { Kernel } from '../../../src/main/kernels/kernel';
import dotCode from './dot.as?kernel';

describe('a kernel', () => {
  it('computes on arrays that are placed in its memory', () => {
    const kernel = new Kernel(dotCode, ['dot']);
    const [a = 0, b = 0] = kernel.place(8 * 4, 8 * 4);
    kernel.float32(a, 8).set([1, 2, 3, 4, 5, 6, 7, 8]);
    kernel.float32(b, 8).set([8, 7, 6, 5, 4, 3, 2, 1]);
    expect(kernel.call('dot', a, b, 8)).toBe(120);
  });

  it('gets the memory its arrays need, aligned to 16 bytes', () => {
    const kernel = new Kernel(dotCode, ['dot']);
    const addresses = kernel.place(3, 10_000_001, 4);
    expect(addresses.every((address) => address % 16 === 0)).toBe(true);
    const last = addresses[2] ?? 0;
    kernel.float32(last, 1)[0] = 2;
    expect(kernel.call('dot', last, last, 1)).toBe(4);
  });

  it('refuses a module without the requested function', () => {
    expect(() => new Kernel(dotCode, ['cross'])).toThrow('A kernel has no function "cross".');
  });
});
