import { readFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { DeviceDescription } from '../../shared/contract/compute';
import { oldElectronWarning } from '../../shared/window/electronAge';
import { describeDevice } from '../compute/backend';
import { sqliteVersion } from '../engine/store/database';
import { isSoundSqlite } from '../engine/store/soundSqlite';
import type { Output } from './output';
import type { Workbench } from './workbench';

/** What the set-up noted about the runtimes that it found or built. */
const runtimes = z.record(z.string(), z.record(z.string(), z.string()));

const NEWER_ELECTRON =
  'For a new one, let its download through (github.com), delete node_modules/.topo2vec and run `npm start`.';

/** Shows runtimes, versions and device, and says what would make the program faster. */
export async function doctor(_workbench: Workbench, output: Output): Promise<void> {
  const device = await describeDevice();
  const sqlite = await sqliteVersion();
  const sound = isSoundSqlite(sqlite);
  const notes = resolve(__dirname, '..', '..', 'node_modules', '.topo2vec', 'runtimes.json');
  const found = await readFile(notes, 'utf8').then(
    (text) => runtimes.parse(JSON.parse(text)),
    () => null,
  );
  const electron = found?.electron?.version;
  const warning = electron === undefined ? null : oldElectronWarning(electron);
  const tips = tipsFor(device, found?.tensorflow?.variant);
  const report = {
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    processors: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    device,
    sqlite: { version: sqlite, sound },
    runtimes: found,
    warnings: warning === null ? [] : [warning],
    tips,
  };
  const lines = [
    `Node ${report.node} on ${report.platform}, ${report.processors} processors, ${report.memoryGb} GB`,
    `Device: ${device.device.toUpperCase()}, ${device.name}`,
    `Kernels on the CPU: ${device.kernels}`,
    ...Object.entries(device.software).map(([name, version]) => `${name} ${version}`),
    `SQLite ${sqlite}${sound ? '' : ', which can damage projects: set up again by npm start'}`,
    ...Object.entries(found ?? {}).map(
      ([name, facts]) =>
        `${name}: ${Object.entries(facts)
          .map(([key, value]) => `${key} ${value}`)
          .join(', ')}`,
    ),
    ...report.warnings.map((each) => `Old: ${each} ${NEWER_ELECTRON}`),
    ...tips.map((tip) => `Faster: ${tip}`),
  ];
  output.result(report, lines.join('\n'));
}

function tipsFor({ device, kernels }: DeviceDescription, variant: string | undefined): string[] {
  if (device === 'gpu') return [];
  const tips = [
    variant === 'gpu'
      ? 'the GPU build of TensorFlow found no GPU: check the NVIDIA driver with nvidia-smi'
      : 'an NVIDIA GPU with its driver: set up again afterwards, and the GPU build of TensorFlow is taken',
  ];
  if (process.arch === 'x64' && !kernels.startsWith('oneDNN')) {
    tips.push("oneDNN's kernels: leave TF_ENABLE_ONEDNN_OPTS unset, or set it to 1");
  }
  if (process.platform === 'linux' && process.env.MALLOC_TRIM_THRESHOLD_ === undefined) {
    tips.push(
      'start through `topo2vec` or `npm start`: they let glibc keep its memory between training steps',
    );
  }
  return tips;
}
