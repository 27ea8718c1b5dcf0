import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixture, temporaryFolder } from './folder';
import { never, startEngine } from './workbench';
import { handlersOf } from '../../../src/main/engine/handlers';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);

beforeAll(async () => {
  await engine.create(join(folder, 'labels.topo2vec'));
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
});
afterAll(close);

test('exported labels are reimported at exactly their places', async () => {
  const { labels } = handlersOf(engine);
  await fc.assert(
    fc.asyncProperty(
      fc.double({ min: 9.44, max: 9.67, noNaN: true }),
      fc.double({ min: 47.03, max: 47.3, noNaN: true }),
      async (lonDeg, latDeg) => {
        const id = await labels.add({ lonDeg, latDeg, classId: 'peak', positive: true }, never());
        const columns = await labels.list(undefined, never());
        const index = columns.ids.indexOf(id);
        expect([columns.lonDeg[index], columns.latDeg[index]]).toEqual([lonDeg, latDeg]);
      },
    ),
    { numRuns: 100 },
  );
});
