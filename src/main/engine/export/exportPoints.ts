import { basename, extname } from 'node:path';
import type { PointSource } from '../../../shared/contract/exports';
import { UserError } from '../../../shared/errors';
import type { Project } from '../context';
import { csvMetadataPath, writeCsv, writeCsvMetadata } from './csv';
import { writeGeojson } from './geojson';
import { writeGeopackage } from './geopackage';
import { readPoints, type PointTable } from './points';
import { writeBeside } from './writeBeside';

/** Formats of points by the ending of the file's name. */
const formats: Readonly<Record<string, (path: string, table: PointTable) => Promise<void>>> = {
  '.geojson': writeGeojson,
  '.json': writeGeojson,
  '.csv': writeCsv,
  '.gpkg': writeGeopackage,
};

/**
 * Writes detections, look-alikes or labels as GeoJSON, CSV or GeoPackage, whichever the file's name says.
 * @returns the number of places
 * @throws UserError `bad-input` for another ending, `not-found` when there is nothing to export, `disk`
 */
export async function exportPoints(project: Project, source: PointSource, path: string): Promise<number> {
  const ending = extname(path).toLowerCase();
  const write = formats[ending];
  if (write === undefined) {
    throw new UserError(
      'bad-input',
      `${basename(path)} must end in .geojson, .csv or .gpkg, which say the format.`,
    );
  }
  const table = await readPoints(project, source);
  await writeBeside(path, (beside) => write(beside, table));
  if (ending === '.csv') {
    await writeBeside(csvMetadataPath(path), (beside) => writeCsvMetadata(beside, path, table));
  }
  return table.lonDeg.length;
}
