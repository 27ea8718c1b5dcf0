import { expect, test } from 'vitest';
import { UserError } from '../../../src/shared/errors';
import { PATCH_VALUES } from '../../../src/shared/terrain/patch';
import { once } from '../../../src/shared/once';
import { userErrorOf } from '../../../src/shared/systemErrors';
import { loadTensorflow, tf } from '../../../src/main/compute/backend';
import { byBatches } from '../../../src/main/compute/encoders/byBatches';

/** A tensor larger than the address space of any processor: TensorFlow refuses it, whatever the machine's memory. */
const refused = once((): unknown => {
  try {
    tf.fill([2 ** 24, 2 ** 24], 1).dispose();
  } catch (error) {
    return error;
  }
  return new Error('TensorFlow has allocated more than there is.');
});

/** Fails as TensorFlow does; it waits ten seconds for memory before it refuses, and is asked once. */
const tooMuch = (): never => {
  throw refused();
};

test('patches are processed in smaller batches where memory does not suffice for large ones', async () => {
  await loadTensorflow();
  const count = 300;
  const patches = Float32Array.from({ length: count * PATCH_VALUES }, (_, i) => Math.floor(i / PATCH_VALUES));
  const sizes: number[] = [];
  const before = tf.memory().numTensors;
  const means = byBatches(patches, 128, 1, (x) => {
    sizes.push(x.shape[0]);
    if (x.shape[0] > 64) tooMuch();
    return tf.mean(x, [1, 2, 3]);
  });
  expect([...means]).toEqual(Array.from({ length: count }, (_, i) => i));
  expect(sizes).toEqual([128, 64, 64, 64, 64, 44]);
  expect(tf.memory().numTensors).toBe(before);
});

test('where not even a small batch fits, the error says what to do', async () => {
  await loadTensorflow();
  const embed = (): unknown =>
    byBatches(new Float32Array(64 * PATCH_VALUES), 64, 1, (x) => {
      tooMuch();
      return tf.mean(x, [1, 2, 3]);
    });
  let reason: unknown = null;
  try {
    embed();
  } catch (error) {
    reason = error;
  }
  expect(userErrorOf(reason)).toBeInstanceOf(UserError);
  expect(userErrorOf(reason)).toMatchObject({
    code: 'memory',
    message: expect.stringContaining('smaller box') as unknown,
  });
  for (const said of ['std::bad_alloc', 'Array buffer allocation failed', 'ENOMEM: not enough memory, read'])
    expect(userErrorOf(new Error(said))).toMatchObject({ code: 'memory' });
  expect(userErrorOf(new Error('wrong'))).not.toBeInstanceOf(UserError);
});
