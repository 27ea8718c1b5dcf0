import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Random } from '../../src/shared/statistics/random';
import { openTerrain } from '../../src/main/terrain/terrain';
import type { Ground } from './ground';
import type { Row } from './row';

const SECONDS = 30;
/** The first seconds pass while the training still samples its patches. */
const SETTLE_S = 10;

/** Map tiles in this process while another one trains, as in the app. */
export async function* tileRows({ sources, dtmPath, folder }: Ground): AsyncGenerator<Row> {
  const cli = (args: string[]): ChildProcess =>
    spawn(process.execPath, [join(__dirname, 'cli.js'), ...args], { stdio: 'ignore' });
  const project = join(folder, 'bench.topo2vec');
  await once(cli(['new', project]), 'exit');
  await once(cli(['import', project, dtmPath]), 'exit');
  const training = cli(['train', project, '--images', '4096', '--epochs', '1000']);
  const terrain = await openTerrain({ ...sources, cacheDir: `${project}.cache` });
  const { westDeg, southDeg, eastDeg, northDeg } = terrain.box;
  const random = new Random(3);
  const ours: number[] = [];
  const startMs = performance.now();
  while (performance.now() - startMs < 1000 * SECONDS) {
    const zoom = 9 + random.nextInt(6);
    const lonDeg = westDeg + random.nextFloat() * (eastDeg - westDeg);
    const latDeg = southDeg + random.nextFloat() * (northDeg - southDeg);
    const tiles = 2 ** zoom;
    const x = Math.floor(((lonDeg + 180) / 360) * tiles);
    const y = Math.floor(((1 - Math.asinh(Math.tan((latDeg * Math.PI) / 180)) / Math.PI) / 2) * tiles);
    const fromMs = performance.now();
    await terrain.tile(zoom, x, y);
    if (fromMs - startMs > 1000 * SETTLE_S) ours.push(performance.now() - fromMs);
  }
  const stopped = once(training, 'exit');
  training.kill();
  await stopped;
  await terrain.close();
  ours.sort((a, b) => a - b);
  const rest = { unit: 'ms', better: 'lower', rival: null, limit: '131 kB read and written' } as const;
  for (const [name, share] of [
    ['median', 0.5],
    ['95th percentile', 0.95],
  ] as const) {
    const time = ours[Math.floor(share * ours.length)] ?? NaN;
    yield { what: `map tile while an encoder is trained, ${name}`, ours: [time], ...rest };
  }
}
