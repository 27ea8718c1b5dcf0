import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { HeldOutEmbeddings } from '../../../src/main/engine/heads/heldOutEmbeddings';
import { embedOnce } from '../../../src/main/engine/maps/decisions';
import { chunksOf, latticeForBox } from '../../../src/main/terrain/geo/lattice';
import type { LayerChunk } from '../../../src/shared/contract/layerForm';
import { fixture, temporaryFolder } from './folder';
import { never, startEngine } from './workbench';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
afterAll(close);

const sorted = async (chunks: AsyncIterable<LayerChunk>): Promise<LayerChunk[]> => {
  const found: LayerChunk[] = [];
  for await (const chunk of chunks) found.push(chunk);
  return found.sort((a, b) => a.chunkRow - b.chunkRow || a.chunkColumn - b.chunkColumn);
};

test('terrain that heads are measured on is embedded once, to the same bits', async () => {
  const project = await engine.create(join(folder, 'held.topo2vec'));
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
  const lattice = latticeForBox({ westDeg: 9.52, southDeg: 47.05, eastDeg: 9.64, northDeg: 47.12 }, 120);
  const at = { encoderId: 1, radiusM: 240, lattice };
  const all = chunksOf(lattice);
  expect(all.length).toBeGreaterThan(2);
  let embedded = 0;
  const report = (): void => {
    embedded += 1;
  };
  const kept = new HeldOutEmbeddings(project);
  const [first, ...others] = all;
  if (first === undefined) throw new Error('no chunk');
  await sorted(kept.chunks(at, [first], report, never()));
  expect(embedded).toBe(1);
  // What one draw has left out another one needs.
  const whole = await sorted(kept.chunks(at, all, report, never()));
  expect(embedded).toBe(1 + others.length);
  const again = await sorted(kept.chunks(at, [...all].reverse(), report, never()));
  expect(embedded).toBe(all.length);
  const rotation = await kept.rotation(at, never());
  const alone = await sorted(embedOnce(project, { ...at, rotation }, all, () => undefined, never()));
  expect(whole).toEqual(alone);
  expect(again).toEqual(alone);
  // Another radius is other embeddings.
  await sorted(kept.chunks({ ...at, radiusM: 480 }, [first], report, never()));
  expect(embedded).toBe(all.length + 1);
});
