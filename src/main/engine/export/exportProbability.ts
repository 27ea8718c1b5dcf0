import type { GridCrs, MapSource } from '../../../shared/contract/exports';
import { UserError } from '../../../shared/errors';
import { TOO_FLAT } from '../../../shared/terrain/flatGround';
import { metres } from '../../../shared/format';
import type { Project } from '../context';
import { findMap, readMap } from '../detections/runMaps';
import { findRun, flatProvenance, namesProvenance } from '../detections/runs';
import { levelsOf, means } from './geotiff/overviews';
import { placeOfLattice } from './geotiff/tags';
import { writeGeotiff } from './geotiff/writeGeotiff';
import { askedCrs } from './located';
import { provenanceOf } from './provenance';
import { regrid } from './regrid';
import { replaceFile } from '../../platform/replaceFile';

/** Edge of a tile, pixels. */
const TILE = 256;

/**
 * Writes a probability map of a run as a Cloud Optimized GeoTIFF, in the UTM zone of its lattice or in the finest DTM's CRS.
 * Terrain that is too flat to say is no-data, and so is terrain without a patch: a GIS would take any number for a probability.
 * @returns the number of cells with a probability
 * @throws UserError `not-found`, `disk`, `bad-input` for a CRS that cannot be written
 */
export async function exportProbability(
  project: Project,
  source: MapSource,
  path: string,
  crs: GridCrs = 'utm',
): Promise<number> {
  const { runId, classId, radiusM } = source;
  const run = await findRun(project.database, runId);
  const map = await findMap(project.database, runId, classId, radiusM);
  if (map === null) {
    throw new UserError('not-found', `Run ${runId} has no map of ${classId} at ${metres(radiusM)}.`);
  }
  const { lattice } = map;
  const cells = (await readMap(project.database, map)).map((value) => (value === TOO_FLAT ? NaN : value));
  const grid =
    crs === 'utm'
      ? { place: placeOfLattice(lattice), width: lattice.columns, height: lattice.rows, values: cells }
      : await regrid(lattice, cells, await askedCrs(project, 'dtm'));
  const provenance = await provenanceOf(project, run.dtms, run.createdMs, {
    ...namesProvenance(run),
    encoder: run.encoder,
    head: run.heads[run.classIds.indexOf(classId)] ?? '',
    class: classId,
    radius_m: radiusM,
    step_m: lattice.stepM,
    ...(crs === 'dtm' ? { resampling: 'nearest' } : {}),
    threshold: run.threshold,
    ...flatProvenance(run),
  });
  await replaceFile(path, (beside) =>
    writeGeotiff(
      beside,
      {
        place: grid.place,
        tileSize: TILE,
        bands: [`Probability of ${classId} at ${metres(radiusM)}`],
        levels: levelsOf(grid, TILE, means),
        provenance,
      },
      () => undefined,
    ),
  );
  return grid.values.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
}
