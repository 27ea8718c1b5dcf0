import { MOST_REGION_NAME } from '../../../shared/contract/regions';
import { regionOfRings, ringOfBox, type Region } from '../../../shared/geo/region';
import type { LonLat } from '../../../shared/geo/lonLat';
import { lonLatPairs } from '../../../shared/geo/lonLat';
import type { Ring } from '../../../shared/geo/rings';
import { mapLayers, messages, project, sketch, view } from '../../state/workbench.svelte';
import { boxAround } from './boxes';
import { regionList } from './regionList.svelte';

/** What a region is drawn as. */
export type RegionShape = 'box' | 'polygon';

/** The region that corners make: of a box two opposite ones. Says why they make none, and gives null. */
export function drawnRegion(shape: RegionShape, corners: readonly LonLat[]): Region | null {
  try {
    return shape === 'box' ? boxAround(corners) : regionOfRings([lonLatPairs(corners)]);
  } catch (error) {
    messages.error(error);
    return null;
  }
}

/** Saves a region under a name that no other has, and lets the user rename it in the list; returns its id. */
export async function saveRegion(rings: readonly Ring[], wanted = 'Region'): Promise<number | undefined> {
  const taken = new Set(project.regions.map(({ name }) => name.toLowerCase()));
  // Files may have longer names.
  let name = wanted.slice(0, MOST_REGION_NAME);
  for (let number = 1; taken.has(name.toLowerCase()) || name === 'Region'; number++)
    name = `${wanted.slice(0, MOST_REGION_NAME - 8)} ${number}`;
  const id = await project.change((engine) => engine.regions.add({ name, rings: [...rings] }));
  if (id === undefined) return undefined;
  mapLayers.change('regions', { visible: true });
  regionList.rename(id);
  return id;
}

/** What a drawing of a new region is called; fields of tasks that draw one are called `Region`. */
export const NEW_REGION = 'New region';

/** Lets the user draw a region on the map, which is saved. */
export function drawNewRegion(shape: RegionShape): void {
  view.useTool('select');
  sketch.draw({
    ...{ shape, label: NEW_REGION },
    onDrawn: (corners) => {
      sketch.draw(null);
      const region = drawnRegion(shape, corners);
      if (region !== null)
        void saveRegion(region.outline?.map((ring) => Float64Array.from(ring)) ?? [ringOfBox(region)]);
    },
  });
}

/** Saves what the map shows. */
export async function saveView(): Promise<void> {
  if (view.extent !== null) await saveRegion([ringOfBox(view.extent)]);
}
