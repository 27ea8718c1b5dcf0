import { writeFile } from 'node:fs/promises';
import { PNG } from 'pngjs';
import { rgbOf } from '../../../shared/drawing/colour';
import { lonNear, middleLonDeg } from '../../../shared/geo/lonLat';
import { listDetections } from '../detections/listDetections';
import { findRun } from '../detections/runs';
import { listClasses } from '../labels/classes';
import type { OpenProject } from '../project/openProject';
import { drawHillshade, pictureElevations, sidesM, type Colour } from './hillshade';

/** Pixels along the longer side. */
const SIZE = 1400;

/**
 * Draws the terrain as a hillshade with the detections of a run on it, north up, white where there is no data, and writes
 * it as PNG.
 */
export async function writeMapPicture(project: OpenProject, runId: number, path: string): Promise<void> {
  const run = await findRun(project.database, runId);
  const columns = await listDetections(project.database, runId);
  const classes = await listClasses(project.database);
  const { westDeg, southDeg, eastDeg, northDeg } = run.box;
  const { widthM, heightM } = sidesM(run.box);
  const pixelM = Math.max(widthM, heightM) / SIZE;
  const picture = new PNG({ width: Math.round(widthM / pixelM), height: Math.round(heightM / pixelM) });
  const elevations = await project.useTerrain((terrain) => pictureElevations(terrain, picture, run.box));
  picture.data.fill(255);
  drawHillshade(picture, elevations, pixelM, tint);
  // The weakest first, so that the strongest lie on top.
  for (let index = columns.probability.length - 1; index >= 0; index--) {
    const lonDeg = lonNear(middleLonDeg(run.box), columns.lonDeg[index] ?? 0);
    const x = ((lonDeg - westDeg) / (eastDeg - westDeg)) * picture.width;
    const y = ((northDeg - (columns.latDeg[index] ?? 0)) / (northDeg - southDeg)) * picture.height;
    const classId = run.classIds[columns.classIndex[index] ?? 0];
    const colour = rgbOf(classes.find(({ id }) => id === classId)?.colour ?? '#888888');
    const reach = (run.radiiM[columns.radiusIndex[index] ?? 0] ?? 0) / pixelM;
    drawRing(picture, x, y, reach, 1.4, colour);
    drawRing(picture, x, y, 0, 3, colour);
  }
  await writeFile(path, PNG.sync.write(picture));
}

/** A muted tint from valley green-grey to near white. */
function tint(light: number, height: number): Colour {
  const brightness = Math.min(1.1, 0.22 + 0.95 * light);
  return [
    (188 + 40 * height) * brightness,
    (194 + 32 * height) * brightness,
    (176 + 46 * height) * brightness,
  ];
}

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
