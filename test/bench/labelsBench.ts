import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { Random } from '../../src/shared/statistics/random';
import { openTerrain } from '../../src/main/terrain/terrain';
import { never, startEngine } from '../node/engine/workbench';
import { root, type Ground } from './ground';
import type { Row } from './row';
import { handlersOf } from '../../src/main/engine/handlers';

const COUNT = 500_000;

/** Imports a GeoJSON file of 500,000 peaks on the DTM into a new project, and lists them. */
export async function* labelRows({ dtmPath, folder }: Ground): AsyncGenerator<Row> {
  const path = join(folder, 'peaks.geojson');
  await writePeaks(path, dtmPath, join(folder, 'cache'));
  const { engine, run, close } = startEngine(folder, { resourcesDir: join(root, 'resources') });
  let peakBytes = 0;
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }, 20);
  await engine.create(join(folder, 'labels.topo2vec'));
  await run({ kind: 'import-dtms', paths: [dtmPath] });
  const fromMs = performance.now();
  const task = await run({ kind: 'import-labels', path, classIds: ['peak'] });
  const importS = (performance.now() - fromMs) / 1000;
  if (task.state !== 'done') throw new Error(task.error ?? 'The labels were not imported.');
  const listedFromMs = performance.now();
  await handlersOf(engine).labels.list(undefined, never());
  const listS = (performance.now() - listedFromMs) / 1000;
  clearInterval(watch);
  await close();
  const plain = { better: 'lower', rival: null, limit: '' } as const;
  yield { what: '500,000 labels imported from GeoJSON', unit: 's', ours: [importS], ...plain };
  yield { what: '500,000 labels listed', unit: 's', ours: [listS], ...plain };
  yield { what: 'most memory of the process meanwhile', unit: 'MB', ours: [peakBytes / 1e6], ...plain };
}

/** Writes peaks at random places of a DTM as GeoJSON, the same for the same DTM. */
async function writePeaks(path: string, dtmPath: string, cacheDir: string): Promise<void> {
  const terrain = await openTerrain({ dtms: [{ path: dtmPath }], cacheDir });
  const { westDeg, southDeg, eastDeg, northDeg } = terrain.box;
  await terrain.close();
  const random = new Random(5);
  const between = (from: number, to: number): number => from + random.nextFloat() * (to - from);
  const file = createWriteStream(path);
  file.write('{"type":"FeatureCollection","features":[');
  for (let i = 0; i < COUNT; i++) {
    const feature = {
      type: 'Feature',
      id: `node/${i + 1}`,
      properties: { natural: 'peak', name: `Peak ${i}`, ele: String(1000 + (i % 3000)) },
      geometry: { type: 'Point', coordinates: [between(westDeg, eastDeg), between(southDeg, northDeg)] },
    };
    if (!file.write(`${i > 0 ? ',' : ''}${JSON.stringify(feature)}\n`)) await once(file, 'drain');
  }
  file.end(']}');
  await once(file, 'close');
}
