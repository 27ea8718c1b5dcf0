import type { AcrossRadii } from '../../../shared/contract/terrain';
import type { LonLat } from '../../../shared/geo/lonLat';
import { PATCH_VALUES, spacingM } from '../../../shared/terrain/patch';
import { geomorphons } from '../../terrain/landforms/geomorphon';
import type { Terrain } from '../../terrain/terrain';
import { radiusLadder } from '../../terrain/patch/radii';

/** The patches of a location at every radius that the terrain carries, and the landform that each one makes it. */
export async function acrossRadii(terrain: Terrain, { lonDeg, latDeg }: LonLat): Promise<AcrossRadii> {
  const radiiM = radiusLadder(terrain.radiusRangeM.minM, terrain.radiusRangeM.maxM);
  const values = new Float32Array(radiiM.length * PATCH_VALUES);
  const landforms = new Uint8Array(radiiM.length);
  for (const [index, radiusM] of radiiM.entries()) {
    const patch = (await terrain.samplePatches(Float64Array.of(lonDeg, latDeg), radiusM)).values;
    values.set(patch, index * PATCH_VALUES);
    landforms.set(geomorphons(patch, spacingM(radiusM)), index);
  }
  return { radiiM, values, landforms };
}
