import { afterEach, expect, test, vi } from 'vitest';
import { SharedTerrains } from '../../../src/main/compute/locations/sharedTerrains';
import { measureDtm } from '../../../src/main/terrain/dtm/dtmFiles';
import { openDtm } from '../../../src/main/terrain/dtm/openDtm';
import { openTerrain, type Terrain } from '../../../src/main/terrain/terrain';
import type { TerrainSources } from '../../../src/shared/contract/compute';
import { fixture, temporaryFolder } from '../engine/folder';

const cacheDir = temporaryFolder();

/** A DTM as an engine passes it after comparing it; its pyramid is built. */
async function sourcesOf(name: string): Promise<TerrainSources> {
  const path = fixture('dtm', name);
  const dtm = await openDtm(path);
  const { fingerprint } = dtm.metadata;
  await dtm.close();
  const measured = await measureDtm(path);
  if (measured === null) throw new Error('It is there.');
  const sources = { dtms: [{ path, known: { fingerprint, ...measured } }], cacheDir };
  const terrain = await openTerrain(sources);
  for await (const progress of terrain.buildPyramids()) expect(progress.unit).toBe('rows');
  await terrain.close();
  return sources;
}

const middle = ({ box }: Terrain): Float64Array =>
  Float64Array.of((box.westDeg + box.eastDeg) / 2, (box.southDeg + box.northDeg) / 2);
/** Whether it can still be read, at a new place each time: blocks stay in memory. */
const isOpen = (terrain: Terrain): Promise<boolean> =>
  terrain.samplePatches(middle(terrain), 240).then(
    () => true,
    () => false,
  );

afterEach(() => {
  vi.useRealTimers();
});

test('the terrain of the last call is reused, and closed after a while without use', async () => {
  const sources = await sourcesOf('clip_wgs84.tif');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const terrains = new SharedTerrains();
  const [a, b] = [await terrains.open(sources), await terrains.open(sources)];
  expect(b.terrain).toBe(a.terrain);
  await a.release();
  vi.advanceTimersByTime(60_000);
  await b.release();
  const c = await terrains.open(sources);
  expect(c.terrain).toBe(a.terrain);
  vi.advanceTimersByTime(60_000);
  expect(await isOpen(c.terrain)).toBe(true);
  await c.release();
  const close = vi.spyOn(c.terrain, 'close');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(close).toHaveBeenCalledOnce();
  const d = await terrains.open(sources);
  expect(d.terrain).not.toBe(a.terrain);
  await d.release();
});

test('another terrain replaces it, and it closes once every user has released it', async () => {
  const [one, other] = [await sourcesOf('clip_wgs84.tif'), await sourcesOf('liechtenstein_srtm1.tif')];
  const terrains = new SharedTerrains();
  const first = await terrains.open(one);
  const close = vi.spyOn(first.terrain, 'close');
  const second = await terrains.open(other);
  expect(close).not.toHaveBeenCalled();
  expect(await isOpen(first.terrain)).toBe(true);
  await first.release();
  expect(close).toHaveBeenCalledOnce();
  await second.release();
});

test('a terrain that may change, or whose pyramid is not built, is reopened', async () => {
  const sources = await sourcesOf('clip_wgs84.tif');
  const terrains = new SharedTerrains();
  const unknown = { ...sources, dtms: sources.dtms.map(({ path }) => ({ path })) };
  for (const asked of [unknown, { ...sources, cacheDir: temporaryFolder() }]) {
    const seen = new Set<Terrain>();
    for (let time = 0; time < 2; time++) {
      await terrains.use(asked, (terrain) => {
        seen.add(terrain);
        return Promise.resolve();
      });
    }
    expect(seen.size).toBe(2);
  }
});

test('a terrain that cannot be opened fails each time', async () => {
  const terrains = new SharedTerrains();
  const nothing = { dtms: [{ path: fixture('dtm', 'none.tif') }], cacheDir };
  for (let time = 0; time < 2; time++) await expect(terrains.open(nothing)).rejects.toThrow('none.tif');
});
