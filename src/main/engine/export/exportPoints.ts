import { basename } from 'node:path';
import type { ExportCrs, PointSource } from '../../../shared/contract/exports';
import { UserError } from '../../../shared/errors';
import {
  anyCrsPlaceFormats,
  idsOf,
  placeFormatOf,
  placeFormats,
  writtenEndings,
  type PlaceFormatId,
} from '../../../shared/fileFormats';
import type { Region } from '../../../shared/geo/region';
import type { Project } from '../context';
import { inRegion } from './inRegion';
import { askedCrs, located, type LocatedTable } from './located';
import { readPoints } from './points';
import type { PointTable } from './pointTable';
import { Listed } from '../../platform/listed';
import { replaceFile } from '../../platform/replaceFile';
import type { PlaceWriter } from './writtenFile';

const writers = new Listed(
  idsOf(placeFormats),
  import.meta.glob<PlaceWriter>('./**/*.writer.ts', { eager: true, import: 'writer' }),
);

/**
 * Writes detections, look-alikes or labels in the format of the file's ending.
 * @param crs what the coordinates are in
 * @param region what places must lie in; undefined: anywhere
 * @returns the number of places
 * @throws UserError `bad-input` for another ending, or a CRS that cannot be written in that format; `not-found` when there is
 * nothing to export; `disk`
 */
export async function exportPoints(
  project: Project,
  source: PointSource,
  path: string,
  crs: ExportCrs = 'wgs84',
  region?: Region,
): Promise<number> {
  return writeTable(project, await readPoints(project, source), path, crs, region);
}

/** Writes a table of places as `exportPoints` does. */
export async function writeTable(
  project: Project,
  points: PointTable,
  path: string,
  crs: ExportCrs,
  region: Region | undefined,
): Promise<number> {
  const format = placeFormatOf(path);
  if (format === null) {
    throw new UserError(
      'bad-input',
      `${basename(path)} must end in ${writtenEndings(placeFormats)}, which sets the format.`,
    );
  }
  const { name, anyCrs } = placeFormats[format];
  if (crs !== 'wgs84' && !anyCrs) {
    throw new UserError(
      'bad-input',
      `${name} holds longitude and latitude only. For coordinates of the DTM's CRS, write ${writtenEndings(anyCrsPlaceFormats)}.`,
    );
  }
  const wanted = region === undefined ? points : inRegion(points, region);
  const table = located(wanted, await askedCrs(project, crs));
  await writePlaces(path, format, table);
  return table.lonDeg.length;
}

/** Writes places in a format; the files are whole when they are there. @throws UserError `disk` */
export async function writePlaces(path: string, format: PlaceFormatId, table: LocatedTable): Promise<void> {
  for (const { path: target, write } of writers.of(format)(path, table)) await replaceFile(target, write);
}
