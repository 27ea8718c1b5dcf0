import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { LayerChunk } from '../../../src/shared/contract/layerForm';
import { ChunkShares, type ChunkAt } from '../../../src/main/compute/chunks/chunkShares';
import { embedChunksHere } from '../../../src/main/compute/chunks/chunkStreams';
import { inWorkers } from '../../../src/main/compute/chunks/inWorkers';
import { chunksOf } from '../../../src/main/terrain/geo/lattice';
import { openTerrain } from '../../../src/main/terrain/terrain';
import { fixture } from '../terrain/fixtures';

const sources = {
  dtms: [{ path: fixture('dtm/liechtenstein_srtm1.tif') }],
  cacheDir: fixture('no-such-folder'),
};
const lattice = {
  crsCode: 'EPSG:32632',
  originE: 530_000,
  originN: 5_236_000,
  stepM: 150,
  columns: 150,
  rows: 200,
};
const chunks = chunksOf(lattice);
/** Any axes work: here those of the values themselves. */
const rotation = {
  mean: new Float32Array(289),
  axes: Float32Array.from({ length: 32 * 289 }, (_, i) => (i % 289 === Math.floor(i / 289) ? 1 : 0)),
};
const request = { terrain: sources, lattice, radiusM: 240, chunks, rotation, descriptor: 'polar' } as const;

const inOrder = (found: LayerChunk[]): LayerChunk[] =>
  found.sort((a, b) => a.chunkRow - b.chunkRow || a.chunkColumn - b.chunkColumn);

async function collected(events: AsyncIterable<LayerChunk>): Promise<LayerChunk[]> {
  const all: LayerChunk[] = [];
  for await (const event of events) all.push(event);
  return inOrder(all);
}

/** All contents of a chunk, for a bitwise comparison, except the bits of NaN, which WebAssembly leaves open. */
const digest = ({ chunkColumn, chunkRow, near, far, scale, error, reliefM }: LayerChunk): string[] => [
  `${chunkColumn} ${chunkRow}`,
  ...[near, far, ...[scale, error, reliefM].map(withOneNaN)].map((array) =>
    createHash('sha256').update(array).digest('hex'),
  ),
];

const withOneNaN = (values: Float32Array): Float32Array => {
  const bits = new Uint32Array(values.slice().buffer);
  for (const [at, value] of values.entries()) if (Number.isNaN(value)) bits[at] = 0x7fc00000;
  return new Float32Array(bits.buffer);
};

const embed = (signal: AbortSignal, path = sources.dtms[0]?.path ?? ''): AsyncGenerator<LayerChunk> =>
  inWorkers(chunks, 2, (client, some) =>
    client.embed({ ...request, terrain: { ...sources, dtms: [{ path }] }, chunks: some }, signal),
  );

describe('chunks in workers', () => {
  it('equal those of a single thread', async () => {
    const terrain = await openTerrain(sources);
    const alone = await collected(embedChunksHere(terrain, request, new AbortController().signal));
    await terrain.close();
    const ours = await collected(embed(new AbortController().signal));
    expect(ours).toHaveLength(12);
    expect(ours.some(({ scale }) => scale.some((value) => value > 0))).toBe(true);
    expect(ours.map(digest)).toEqual(alone.map(digest));
  });

  it('stop when cancelled', async () => {
    const stop = new AbortController();
    const stopped = async (): Promise<void> => {
      for await (const { chunkRow } of embed(stop.signal)) if (chunkRow >= 0) stop.abort();
    };
    await expect(stopped()).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('fail with the user message of the error', async () => {
    const missing = fixture('dtm/no-such-file.tif');
    const embedded = collected(embed(new AbortController().signal, missing));
    await expect(embedded).rejects.toMatchObject({ name: 'UserError' });
    await expect(embedded).rejects.toThrow('no-such-file.tif');
  });

  it('fail with a message when a worker exits', async () => {
    const dying = inWorkers(
      chunks,
      2,
      (client, some) => client.embed({ ...request, chunks: some }, new AbortController().signal),
      `require('node:worker_threads').parentPort.on('message', () => { throw new Error('gone'); });`,
    );
    const embedded = collected(dying);
    await expect(embedded).rejects.toMatchObject({ code: 'compute-stopped' });
    await expect(embedded).rejects.toThrow('gone');
  });
});

test('every chunk goes to one worker, whichever is faster', () => {
  fc.assert(
    fc.property(
      fc.nat(60),
      fc.integer({ min: 1, max: 9 }),
      fc.infiniteStream(fc.nat(8)),
      (count, workers, turns) => {
        const all = Array.from({ length: count }, (_, i): ChunkAt => [i, 0]);
        const shares = new ChunkShares(all, workers);
        const taken: number[] = [];
        const atWork = new Set(Array.from({ length: workers }, (_, worker) => worker));
        for (const turn of turns) {
          const worker = turn % workers;
          const some = shares.next(worker);
          if (some.length === 0) atWork.delete(worker);
          taken.push(...some.map(([column]) => column));
          if (atWork.size === 0 || taken.length >= count) break;
        }
        expect(taken.sort((a, b) => a - b)).toEqual(all.map(([column]) => column));
      },
    ),
  );
});
