import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { handlersOf } from '../../../src/main/engine/handlers';
import { fixture, temporaryFolder } from './folder';
import { never, startEngine } from './workbench';

/** A project with terrain, in which peaks have a radius of 240 m; open while the tests of a file run. */
export function areaProject() {
  const folder = temporaryFolder();
  const { engine, run, close } = startEngine(folder);
  const handlers = handlersOf(engine);
  const { labels } = handlers;
  beforeAll(async () => {
    await engine.create(join(folder, 'areas.topo2vec'));
    await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
    const peak = (await labels.classes(undefined, never())).find(({ id }) => id === 'peak');
    if (peak !== undefined) await labels.putClass({ ...peak, radiusM: 240 }, never());
  });
  afterAll(close);
  return {
    ...{ folder, engine, run, handlers },
    add: (positive: boolean, rings: Float64Array[], places: number | null = null, classId = 'peak') =>
      labels.addArea({ classId, positive, rings, places }, never()),
    areas: () => labels.areas(undefined, never()),
  };
}
