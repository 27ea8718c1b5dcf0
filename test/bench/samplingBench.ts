import { openTerrain } from '../../src/main/terrain/terrain';
import type { Ground } from './ground';
import { interleaved, seconds, type Row } from './row';

const PATCHES = 4096;

/** Patches at the pixel's scale, and wide ones as area means. */
export async function* samplingRows({ sources }: Ground): AsyncGenerator<Row> {
  const terrain = await openTerrain(sources);
  try {
    const locations = await terrain.randomLocations(PATCHES, 960, 1);
    for (const radiusM of [240, 960]) {
      const time = seconds(() => terrain.samplePatches(locations, radiusM));
      yield {
        what: `patches sampled at random places, radius ${radiusM} m`,
        unit: 'patches/s',
        better: 'higher',
        ...(await interleaved(async () => PATCHES / (await time()), null, 10)),
        limit: '1.2 kB written, 4.6 kB read a patch',
      };
    }
  } finally {
    await terrain.close();
  }
}
