import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { trainingPresets } from '../../../src/shared/encoders/trainingPresets';
import { fixture } from '../engine/folder';

const run = promisify(execFile);
const losses = z.record(z.string(), z.array(z.number()));

/** Relative: rounding, grown over 24 steps; measured up to 1e-4. */
const TOLERANCE = 1e-3;

/** The discriminator multiplies it: measured up to 0.011. */
const ADVERSARIAL_TOLERANCE = 0.05;

/** Losses of a few steps of every preset, with oneDNN's kernels or TensorFlow's own. */
async function lossesWith(oneDnn: '0' | '1'): Promise<z.infer<typeof losses>> {
  const program = resolve('out', 'main', 'presetLosses.js');
  const { stdout } = await run(process.execPath, [program, fixture('dtm', 'liechtenstein_srtm1.tif')], {
    env: { ...process.env, TF_ENABLE_ONEDNN_OPTS: oneDnn },
  });
  return losses.parse(JSON.parse(stdout));
}

test('every preset trains identically with either set of kernels, with frozen batch norms or not', async () => {
  const own = await lossesWith('0');
  const oneDnn = await lossesWith('1');
  expect(Object.keys(own)).toEqual(trainingPresets.map(({ name }) => name));
  for (const [preset, values] of Object.entries(own)) {
    const others = oneDnn[preset] ?? [];
    expect(others).toHaveLength(values.length);
    for (const [i, value] of values.entries()) {
      const off = Math.abs((others[i] ?? NaN) - value) / Math.abs(value);
      expect(off, `${preset}, value ${i}: ${value} and ${others[i] ?? NaN}`).toBeLessThan(
        preset === 'topo2vec-adv' ? ADVERSARIAL_TOLERANCE : TOLERANCE,
      );
    }
  }
}, 300_000);
