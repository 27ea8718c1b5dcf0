import { basename } from 'node:path';
import type { PointSource } from '../../../shared/contract/exports';
import { UserError } from '../../../shared/errors';
import { placeFormatOf, placeFormats, writtenEndings, type PlaceFormatId } from '../../../shared/formats';
import type { Project } from '../context';
import { csvMetadataPath, writeCsv, writeCsvMetadata } from './csv';
import { writeGeojson } from './geojson';
import { writeGeopackage } from './geopackage';
import { readPoints, type PointTable } from './points';
import { writeBeside } from './writeBeside';

/** The writer of each format of places. */
const writers: Readonly<Record<PlaceFormatId, (path: string, table: PointTable) => Promise<void>>> = {
  geojson: writeGeojson,
  gpkg: writeGeopackage,
  csv: writeCsv,
};

/**
 * Writes detections, look-alikes or labels in the format that the file's name says.
 * @returns the number of places
 * @throws UserError `bad-input` for another ending, `not-found` when there is nothing to export, `disk`
 */
export async function exportPoints(project: Project, source: PointSource, path: string): Promise<number> {
  const format = placeFormatOf(path);
  if (format === null) {
    throw new UserError(
      'bad-input',
      `${basename(path)} must end in ${writtenEndings(placeFormats)}, which says the format.`,
    );
  }
  const table = await readPoints(project, source);
  await writeBeside(path, (beside) => writers[format](beside, table));
  if (format === 'csv') {
    await writeBeside(csvMetadataPath(path), (beside) => writeCsvMetadata(beside, path, table));
  }
  return table.lonDeg.length;
}
