import { writeFile } from 'node:fs/promises';
import { PNG } from 'pngjs';
import { metresPerDegreeLat, metresPerDegreeLon } from '../../terrain/geo/ellipsoid';
import type { Terrain } from '../../terrain/terrain';
import { findRun, listDetections } from '../detections/runs';
import { listClasses } from '../labels/classes';
import type { OpenProject } from '../project/openProject';

/** Pixels along the longer side. */
const SIZE = 1400;

type Colour = readonly [number, number, number];

/** Draws the terrain as a hillshade with a run's detections on it, north up, and writes it as PNG. */
export async function writeMapPicture(project: OpenProject, runId: number, path: string): Promise<void> {
  const run = await findRun(project.database, runId);
  const columns = await listDetections(project.database, runId);
  const classes = await listClasses(project.database);
  const { westDeg, southDeg, eastDeg, northDeg } = run.box;
  const latDeg = (southDeg + northDeg) / 2;
  const widthM = (eastDeg - westDeg) * metresPerDegreeLon(latDeg);
  const heightM = (northDeg - southDeg) * metresPerDegreeLat(latDeg);
  const pixelM = Math.max(widthM, heightM) / SIZE;
  const picture = new PNG({ width: Math.round(widthM / pixelM), height: Math.round(heightM / pixelM) });
  const elevations = await project.useTerrain((terrain) => elevationGrid(terrain, picture, run.box));
  shade(picture, elevations, pixelM);
  // The weakest first, so that the strongest lie on top.
  for (let index = columns.probability.length - 1; index >= 0; index--) {
    const x = (((columns.lonDeg[index] ?? 0) - westDeg) / (eastDeg - westDeg)) * picture.width;
    const y = ((northDeg - (columns.latDeg[index] ?? 0)) / (northDeg - southDeg)) * picture.height;
    const classId = run.classIds[columns.classIndex[index] ?? 0];
    const colour = rgb(classes.find(({ id }) => id === classId)?.colour ?? '#888888');
    const reach = (run.radiiM[columns.radiusIndex[index] ?? 0] ?? 0) / pixelM;
    drawRing(picture, x, y, reach, 1.4, colour);
    drawRing(picture, x, y, 0, 3, colour);
  }
  await writeFile(path, PNG.sync.write(picture));
}

async function elevationGrid(
  terrain: Terrain,
  { width, height }: PNG,
  box: { westDeg: number; southDeg: number; eastDeg: number; northDeg: number },
): Promise<Float32Array> {
  const elevations = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    const latDeg = box.northDeg - ((row + 0.5) / height) * (box.northDeg - box.southDeg);
    const locations = Float64Array.from({ length: 2 * width }, (_, index) =>
      index % 2 === 0 ? box.westDeg + (((index >> 1) + 0.5) / width) * (box.eastDeg - box.westDeg) : latDeg,
    );
    const line = await terrain.elevationsAt(locations);
    elevations.set(line, row * width);
  }
  return elevations;
}

/** Hillshade lit from 315 degrees at 45 over a muted tint; white where there is no data. */
function shade(picture: PNG, elevations: Float32Array, pixelM: number): void {
  const { width, height } = picture;
  let low = Infinity;
  let high = -Infinity;
  for (const value of elevations) {
    if (Number.isNaN(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const at = (column: number, row: number): number =>
    elevations[Math.max(0, Math.min(height - 1, row)) * width + Math.max(0, Math.min(width - 1, column))] ??
    NaN;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const pixel = 4 * (row * width + column);
      const east = (at(column + 1, row) - at(column - 1, row)) / (2 * pixelM);
      const south = (at(column, row + 1) - at(column, row - 1)) / (2 * pixelM);
      const light = (Math.SQRT2 + east + south) / 2 / Math.sqrt(1 + east * east + south * south);
      const share = (at(column, row) - low) / Math.max(1, high - low);
      const brightness = Math.max(0, Math.min(1.1, 0.22 + 0.95 * light));
      const tint: Colour = [188 + 40 * share, 194 + 32 * share, 176 + 46 * share];
      for (const [channel, value] of tint.entries()) {
        const shaded = Math.min(255, value * brightness);
        picture.data[pixel + channel] = Number.isNaN(shaded) ? 255 : shaded;
      }
      picture.data[pixel + 3] = 255;
    }
  }
}

const rgb = (hex: string): Colour => [
  parseInt(hex.slice(1, 3), 16),
  parseInt(hex.slice(3, 5), 16),
  parseInt(hex.slice(5, 7), 16),
];

/** A ring around a place, or a disc where its radius is 0; soft edges. */
function drawRing(
  picture: PNG,
  x: number,
  y: number,
  radius: number,
  thickness: number,
  colour: Colour,
): void {
  const reach = radius + thickness + 1;
  for (let row = Math.max(0, Math.floor(y - reach)); row <= Math.min(picture.height - 1, y + reach); row++) {
    for (
      let column = Math.max(0, Math.floor(x - reach));
      column <= Math.min(picture.width - 1, x + reach);
      column++
    ) {
      const off = Math.abs(Math.hypot(column + 0.5 - x, row + 0.5 - y) - radius);
      const cover = Math.max(0, Math.min(1, thickness / (radius === 0 ? 1 : 2) + 0.5 - off));
      if (cover === 0) continue;
      const pixel = 4 * (row * picture.width + column);
      for (const [channel, value] of colour.entries()) {
        const old = picture.data[pixel + channel] ?? 0;
        picture.data[pixel + channel] = old + cover * (value - old);
      }
    }
  }
}
