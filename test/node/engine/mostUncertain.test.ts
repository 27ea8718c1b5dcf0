import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { MostUncertain } from '../../../src/main/engine/labelling/mostUncertain';

setFlagsFromString('--expose-gc');
const collectGarbage = z.function({ input: [], output: z.void() }).parse(runInNewContext('gc'));

test('the places nearest to a half are kept, with their own embeddings', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 200 }), (thousandths) => {
      const uncertain = new MostUncertain(10);
      for (const [id, value] of thousandths.entries())
        uncertain.offer(id, value / 1000, () => Float32Array.of(id));
      const fromHalf = thousandths.map((value) => Math.abs(value - 500)).sort((a, b) => a - b);
      const found = uncertain.sorted();
      expect(found.map(({ probability }) => Math.abs(Math.round(probability * 1000) - 500))).toEqual(
        fromHalf.slice(0, 10),
      );
      for (const { id, embedding } of found) expect([...embedding]).toEqual([id]);
    }),
  );
});

test('memory is independent of the number of chunks', async () => {
  const size = 289;
  const uncertain = new MostUncertain(64);
  collectGarbage();
  const before = process.memoryUsage().arrayBuffers;
  // Each chunk is less uncertain than the next one, so that each leaves a place behind for a while.
  for (let chunk = 0; chunk < 400; chunk++) {
    const embeddings = new Float32Array(1024 * size);
    uncertain.offer(chunk, chunk / 1000, () => embeddings.slice(0, size));
  }
  const grown = (): number => {
    collectGarbage();
    return process.memoryUsage().arrayBuffers - before;
  };
  // All chunks are 473 MB, the last 64 of them 76 MB; 64 embeddings are 74 kB. Collected memory is freed a little
  // later.
  await expect.poll(grown, { timeout: 20_000 }).toBeLessThan(4e6);
  expect(uncertain.sorted().map(({ id }) => id)[0]).toBe(399);
});
