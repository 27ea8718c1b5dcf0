import { parse, join } from 'node:path';
import type { ClassMapSource } from '../../../shared/contract/classMaps';
import type { GridCrs } from '../../../shared/contract/exports';
import { UserError } from '../../../shared/errors';
import { metres } from '../../../shared/format';
import { classMapCodes, shownCode } from '../../../shared/labels/classMap';
import { replaceFile } from '../../platform/replaceFile';
import { classMapOf } from '../classMaps/classMap';
import type { Project } from '../context';
import { findRun, flatProvenance } from '../detections/runs';
import { listClasses } from '../labels/classes';
import { classColumns, classRows, classValues, paletteOf } from './classTable';
import { attributeTable, auxiliaryPath } from './geotiff/attributeTable';
import { commonest, levelsOf, means } from './geotiff/overviews';
import { placeOfLattice } from './geotiff/tags';
import { writeGeotiff } from './geotiff/writeGeotiff';
import { askedCrs } from './located';
import { provenanceOf } from './provenance';
import { refuseStrangeParts } from './refuseStrangeParts';
import { regrid } from './regrid';

/** Edge of a tile, pixels. */
const TILE = 256;

const SQUARE_M_PER_SQUARE_KM = 1e6;

/** Path of the probabilities that belong to a class map: `forms.probability.tif` of `forms.tif`. */
const probabilityPath = (path: string): string => {
  const { dir, name, ext } = parse(path);
  return join(dir, `${name}.probability${ext}`);
};

/**
 * Writes a class map as a Cloud Optimized GeoTIFF of bytes with a palette, in the UTM zone of its lattice or in the finest DTM's CRS.
 * A palette leaves a TIFF no room for a second band: probabilities are a GeoTIFF beside it, NaN where there is no class. Names,
 * colours, pixels and areas of the values are an attribute table beside it (`.aux.xml`), as GDAL, QGIS and ArcGIS keep it.
 * @returns the number of cells with a patch, and what was written beside the path
 * @throws UserError `not-found`, `disk`, `bad-input` for a CRS that cannot be written, or where parts belong to something else
 */
export async function exportClassMap(
  project: Project,
  { runId, radiusM, threshold }: ClassMapSource & { readonly threshold?: number | undefined },
  path: string,
  crs: GridCrs = 'utm',
): Promise<{ cells: number; beside: string[] }> {
  refuseStrangeParts(path, [probabilityPath(path), auxiliaryPath(path)]);
  const run = await findRun(project.database, runId);
  const map = await classMapOf(project, { runId, radiusM });
  if (map === null) throw new UserError('not-found', `Run ${runId} has no maps at ${metres(radiusM)}.`);
  const { lattice, probabilities } = map;
  const least = threshold ?? run.threshold;
  const codes = map.codes.map((code, cell) =>
    shownCode({ code, probability: probabilities[cell] ?? 0 }, least),
  );
  const ofClasses = probabilities.map((value, cell) => (isClass(codes[cell] ?? 0) ? value : NaN));
  const grid = async (values: Float32Array) =>
    crs === 'utm'
      ? { place: placeOfLattice(lattice), width: lattice.columns, height: lattice.rows, values }
      : regrid(lattice, values, await askedCrs(project, 'dtm'));
  const codeGrid = await grid(
    Float32Array.from(codes, (code) => (code === classMapCodes.noPatch ? NaN : code)),
  );
  const written = Uint8Array.from(codeGrid.values, (code) =>
    Number.isNaN(code) ? classMapCodes.noPatch : code,
  );
  const probabilityGrid = await grid(ofClasses);
  const values = classValues(run.classIds, await listClasses(project.database));
  const provenance = await provenanceOf(project, run.dtms, run.createdMs, {
    encoder: run.encoder,
    heads: run.heads,
    classes: run.classIds,
    radius_m: radiusM,
    step_m: lattice.stepM,
    ...(crs === 'dtm' ? { resampling: 'nearest' } : {}),
    threshold: least,
    rule: 'the likeliest class of each place; none where no class reaches the threshold',
    ...flatProvenance(run),
  });
  const raster = { place: codeGrid.place, tileSize: TILE, provenance };
  const probabilityFile = probabilityPath(path);
  await replaceFile(probabilityFile, (beside) =>
    writeGeotiff(
      beside,
      {
        ...raster,
        bands: [`Probability of the likeliest class at ${metres(radiusM)}`],
        levels: levelsOf(probabilityGrid, TILE, means),
      },
      () => undefined,
    ),
  );
  const palette = paletteOf(values);
  await replaceFile(path, (beside) =>
    writeGeotiff(
      beside,
      {
        ...raster,
        bands: [`Likeliest class at ${metres(radiusM)}`],
        levels: levelsOf({ ...codeGrid, values: written }, TILE, commonest(palette.noData)),
        palette,
      },
      () => undefined,
    ),
  );
  const onGround = countsOf(codes);
  const rows = classRows(
    values,
    countsOf(written),
    (code) => ((onGround[code] ?? 0) * lattice.stepM ** 2) / SQUARE_M_PER_SQUARE_KM,
  );
  await replaceFile(auxiliaryPath(path), attributeTable(classColumns, rows));
  const cells = written.reduce((count, code) => count + (code === classMapCodes.noPatch ? 0 : 1), 0);
  return { cells, beside: [auxiliaryPath(path), probabilityFile] };
}

const isClass = (code: number): boolean => code > classMapCodes.none && code < classMapCodes.tooFlat;

/** How often each code is there. */
function countsOf(codes: Uint8Array): Uint32Array {
  const counts = new Uint32Array(256);
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
