import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../engine/folder';
import { cli, commandEnv } from './runCommand';

const folder = temporaryFolder();

const report = z.object({ device: z.object({ kernels: z.string() }), tips: z.array(z.string()) });

/** What doctor prints, and whether TensorFlow itself reports that oneDNN is on. */
async function doctor(oneDnn: string | undefined): Promise<z.infer<typeof report> & { notice: boolean }> {
  const env = { ...commandEnv(folder), TF_ENABLE_ONEDNN_OPTS: oneDnn };
  // A variable that is undefined is not passed on.
  const child = spawn(process.execPath, [cli, 'doctor', '--json'], { env });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
  await once(child, 'close');
  return {
    ...report.parse(JSON.parse(stdout)),
    notice: stderr.includes('oneDNN custom operations are on'),
  };
}

test.runIf(process.arch === 'x64')(
  'oneDNN is on unless the environment says otherwise, and doctor says which kernels run',
  async () => {
    const [unset, off] = [await doctor(undefined), await doctor('0')];
    expect([unset.notice, off.notice]).toEqual([true, false]);
    expect(unset.device.kernels).toMatch(/^oneDNN\b/);
    expect(off.device.kernels).toMatch(/^TensorFlow's own\b/);
    const advises = ({ tips }: { tips: string[] }): boolean =>
      tips.some((tip) => tip.includes('TF_ENABLE_ONEDNN_OPTS'));
    expect([advises(unset), advises(off)]).toEqual([false, true]);
  },
);
