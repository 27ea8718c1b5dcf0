import type { Engine } from '../../rpc';
import type { TerrainDescription } from '../../state/projectParts.svelte';
import { contourInterval, indexIntervalM } from '../../map/contourInterval';
import { columnOf } from '../../map/mercator';
import { zoomOfDetail } from '../../map/reliefTiles';
import { SEMI_MAJOR_M } from '../../../shared/geo/ellipsoid';
import { onPage, type MapOnPaper } from './mapOnPaper';
import { mmOf } from './shapes';

/** Contour lines on the page: thin ones, thick ones, and heights written on the thick ones. */
export interface ContourPaths {
  readonly intervalM: number;
  readonly thin: string;
  readonly thick: string;
  /** `turnDeg` clockwise */
  readonly heights: readonly {
    readonly x: number;
    readonly y: number;
    readonly turnDeg: number;
    readonly text: string;
  }[];
}

/** Samples of a tile, and the widest distance between two on paper, millimetres. */
const TILE_SAMPLES = 256;
const SAMPLE_MM = 0.35;

/** Heights on paper are at least so far apart, and lines with one at least so long, millimetres. */
const APART_MM = 26;
const LONG_MM = 14;

const WORLD = 2 * Math.PI * SEMI_MAJOR_M;

/** Contour lines across the map on the page; null where they would touch. @param chosenM null: by scale */
export async function contourPaths(
  engine: Engine,
  terrain: TerrainDescription,
  map: MapOnPaper,
  chosenM: number | null,
): Promise<ContourPaths | null> {
  const intervalM = contourInterval(chosenM, (mmOf(1) / 1000) * map.scale);
  if (intervalM === null) return null;
  const [west, south, east, north] = map.extent;
  const unitsPerMm = (east - west) / map.frame.width;
  const zoom = Math.max(
    0,
    Math.min(
      zoomOfDetail(terrain.box, terrain.pixelM) + 1,
      Math.ceil(Math.log2(WORLD / (TILE_SAMPLES * SAMPLE_MM * unitsPerMm))),
    ),
  );
  const size = WORLD / 2 ** zoom;
  const column = (x: number): number => Math.floor((x + WORLD / 2) / size);
  const row = (y: number): number => Math.floor((WORLD / 2 - y) / size);
  const thin: string[] = [];
  const thick: string[] = [];
  const heights: ContourPaths['heights'][number][] = [];
  for (let y = row(north); y <= row(south); y++) {
    for (let x = column(west); x <= column(east); x++) {
      const tile = await engine.terrain.contours({ z: zoom, x: columnOf(zoom, x), y, intervalM });
      if (tile === null) continue;
      const { points, ends, levelsM } = tile;
      let start = 0;
      for (const [line, end] of ends.entries()) {
        const levelM = levelsM[line] ?? 0;
        const places: [number, number][] = [];
        for (let point = start; point < end; point++) {
          const mapX = (x + (points[2 * point] ?? 0)) * size - WORLD / 2;
          const mapY = WORLD / 2 - (y + (points[2 * point + 1] ?? 0)) * size;
          places.push(onPage(map, mapX, mapY));
        }
        start = end;
        const path = `M${places.map(([px, py]) => `${px.toFixed(2)} ${py.toFixed(2)}`).join('L')}`;
        if (levelM % indexIntervalM(intervalM) !== 0) {
          thin.push(path);
          continue;
        }
        thick.push(path);
        const height = heightOn(places, String(levelM));
        if (height !== null && isFree(height, heights, map)) heights.push(height);
      }
    }
  }
  return { intervalM, thin: thin.join(''), thick: thick.join(''), heights };
}

type Height = ContourPaths['heights'][number];

/** A height in the middle of a line, along it and never upside down; null on short lines. */
function heightOn(places: readonly (readonly [number, number])[], text: string): Height | null {
  const middle = Math.floor(places.length / 2);
  const [from, at, to] = [places[middle - 3], places[middle], places[middle + 3]];
  if (from === undefined || at === undefined || to === undefined) return null;
  let lengthMm = 0;
  for (const [index, [x, y]] of places.entries()) {
    const before = places[index - 1];
    if (before !== undefined) lengthMm += Math.hypot(x - before[0], y - before[1]);
  }
  if (lengthMm < LONG_MM) return null;
  const turnDeg = (Math.atan2(to[1] - from[1], to[0] - from[0]) * 180) / Math.PI;
  return {
    x: at[0],
    y: at[1],
    turnDeg: turnDeg > 90 ? turnDeg - 180 : turnDeg < -90 ? turnDeg + 180 : turnDeg,
    text,
  };
}

/** Whether a height is well within the frame and far enough from the others. */
function isFree({ x, y }: Height, others: readonly Height[], { frame }: MapOnPaper): boolean {
  const isInside =
    x > frame.x + 6 && x < frame.x + frame.width - 6 && y > frame.y + 4 && y < frame.y + frame.height - 4;
  return isInside && others.every((other) => Math.hypot(other.x - x, other.y - y) >= APART_MM);
}
