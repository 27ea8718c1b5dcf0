import { boxAroundBoxes } from '../../../shared/geo/lonLat';
import { wholeMap } from '../../map/layers/mapSide';
import { project, view } from '../../state/workbench.svelte';
import { explore } from '../explore/explore.svelte';

/** West, south, east, north in degrees. */
type Box = [number, number, number, number];

/** Margin around a single place, degrees. */
const MARGIN_DEG = 0.01;

/** The box around what a layer shows; null if it shows nothing. */
export type LayerBox = () => Box | null;

export const terrainBox: LayerBox = () => {
  const box = project.terrain?.box;
  return box === undefined ? null : [box.westDeg, box.southDeg, box.eastDeg, box.northDeg];
};

export const labelsBox: LayerBox = () =>
  boxAround(project.labels?.lonDeg ?? [], project.labels?.latDeg ?? []);

export const detectionsBox: LayerBox = () => {
  const columns = wholeMap.detections?.columns;
  return boxAround(columns?.lonDeg ?? [], columns?.latDeg ?? []);
};

export const exploredBox: LayerBox = () =>
  boxAround(explore.places?.lonDeg ?? [], explore.places?.latDeg ?? []);

export const regionsBox: LayerBox = () => {
  if (project.regions.length === 0) return null;
  const box = boxAroundBoxes(project.regions.map(({ region }) => region));
  return [box.westDeg, box.southDeg, box.eastDeg, box.northDeg];
};

export const lookAlikesBox: LayerBox = () => {
  const hits = project.retrievals.find(({ id }) => id === view.retrievalId)?.hits ?? [];
  const places = [...hits, ...view.queries];
  return boxAround(
    places.map(({ lonDeg }) => lonDeg),
    places.map(({ latDeg }) => latDeg),
  );
};

/** Around places, with a margin. */
function boxAround(lonDeg: ArrayLike<number>, latDeg: ArrayLike<number>): Box | null {
  if (lonDeg.length === 0) return null;
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
  for (let index = 0; index < lonDeg.length; index++) {
    const [lon = NaN, lat = NaN] = [lonDeg[index], latDeg[index]];
    box[0] = Math.min(box[0], lon - MARGIN_DEG);
    box[1] = Math.min(box[1], lat - MARGIN_DEG);
    box[2] = Math.max(box[2], lon + MARGIN_DEG);
    box[3] = Math.max(box[3], lat + MARGIN_DEG);
  }
  return box;
}
