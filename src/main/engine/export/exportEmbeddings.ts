import { basename } from 'node:path';
import type { LatticeValue } from '../../../shared/contract/compute';
import { regionContains } from '../../../shared/geo/region';
import type { TaskSpec } from '../../../shared/task';
import { throwIfAborted, UserError } from '../../../shared/errors';
import { cellOfChunk, CHUNK_CELLS, locationsOfCells } from '../../terrain/geo/lattice';
import { latticePart } from '../../terrain/geo/latticePart';
import type { Project, TaskWork } from '../context';
import { dtmFileNames, usableKey } from '../dtms/dtms';
import { encoderWeights, findEncoder } from '../encoders/encoders';
import { findLayerById } from '../layers/layers';
import { SqliteLayers } from '../storedLayers/sqliteLayers';
import { placeOfLattice } from './geotiff/tags';
import { writeGeotiff } from './geotiff/writeGeotiff';
import { askedCrs } from './located';
import { regionProvenance } from './inRegion';
import { provenanceOf } from './provenance';
import { gridOver } from './regrid';
import { replaceFile } from '../../platform/replaceFile';

/**
 * Writes the embeddings of a layer as a GeoTIFF with a band for each value, in the UTM zone of its lattice or in the finest DTM's
 * CRS, where a pixel has the embedding of the cell that its centre lies in. The embeddings are computed again, since the stored
 * ones are rounded, tile by tile, so that a layer larger than memory can be written. Of a region, the grid is what its box covers.
 * @throws UserError `outside-terrain` where the terrain is no longer that of the layer, or the layer has nothing in the region;
 * `bad-input` for a CRS that cannot be written
 */
export function exportEmbeddingsWork(
  project: Project,
  { layerId, path, crs, box: region }: Extract<TaskSpec, { kind: 'export-embeddings' }>,
): TaskWork {
  return async (report, signal) => {
    const layer = await findLayerById(project.database, layerId);
    const { size, radiusM } = layer;
    const part =
      region === undefined
        ? { lattice: layer.lattice, column: 0, row: 0 }
        : latticePart(layer.lattice, region);
    if (part === null)
      throw new UserError(
        'outside-terrain',
        'Nothing is embedded in this region. Take one that overlaps the layer, or embed the region first.',
      );
    const { lattice } = part;
    if ((await usableKey(project)) !== layer.terrainKey) {
      throw new UserError(
        'outside-terrain',
        'The terrain has changed since this layer was embedded, and an export computes its embeddings again. ' +
          'Import its DTMs again, or export a layer of the current terrain.',
      );
    }
    const { card } = await findEncoder(project.database, layer.encoderId);
    const dtms = await dtmFileNames(project.database);
    const provenance = await provenanceOf(project, dtms, Date.now(), {
      encoder: card.name,
      radius_m: radiusM,
      step_m: lattice.stepM,
      ...(region === undefined ? {} : regionProvenance(region)),
      ...(crs === 'dtm' ? { resampling: 'nearest' } : {}),
    });
    const grid = crs === 'utm' ? gridOfLattice(lattice) : gridOver(lattice, await askedCrs(project, 'dtm'));
    const missing = new Set((await new SqliteLayers(project).missing(layer)).map(String));
    const encoder = await encoderWeights(project.database, layer.encoderId);
    const terrain = await project.terrainSources();
    const tile = async (column: number, row: number): Promise<Float32Array> => {
      throwIfAborted(signal);
      const { columns, rows } = cellsOfTile(grid, column, row, (cell) => {
        const at = [part.column + cell[0], part.row + cell[1]];
        return missing.has(String(at.map((each) => Math.floor(each / CHUNK_CELLS))));
      });
      const locations = locationsOfCells(lattice, columns, rows);
      if (region !== undefined)
        for (let at = 0; at < locations.length; at += 2)
          if (!regionContains(region, locations[at] ?? NaN, locations[at + 1] ?? NaN))
            locations.fill(NaN, at, at + 2);
      if (locations.every(Number.isNaN)) return new Float32Array(CHUNK_CELLS ** 2 * size).fill(NaN);
      const { embeddings, valid } = await project.compute.encoders.embedLocations(
        { encoder, terrain, locations, radiusM, copies: 1 },
        signal,
      );
      for (const [cell, exists] of valid.entries()) {
        if (exists === 0) embeddings.fill(NaN, cell * size, (cell + 1) * size);
      }
      return embeddings;
    };
    await replaceFile(path, (beside) =>
      writeGeotiff(
        beside,
        {
          place: grid.place,
          tileSize: CHUNK_CELLS,
          bands: Array.from({ length: size }, (_, value) => `${card.name} ${value + 1}`),
          levels: [{ width: grid.width, height: grid.height, tile }],
          provenance,
        },
        (done, total) => {
          report({ done, total, unit: 'tiles', message: `Writing ${basename(path)}` });
        },
      ),
    );
    return { kind: 'file', path };
  };
}

type Grid = ReturnType<typeof gridOver>;

/** A lattice as the grid of its own cells. */
const gridOfLattice = (lattice: LatticeValue): Grid => ({
  place: placeOfLattice(lattice),
  width: lattice.columns,
  height: lattice.rows,
  cellAt: (column, row) => [column, row],
});

/**
 * The cells of a lattice for the pixels of a tile, row by row, as [n] columns and [n] rows; NaN for pixels without one.
 * @param isMissing whether a cell was not embedded
 */
function cellsOfTile(
  { width, height, cellAt }: Grid,
  tileColumn: number,
  tileRow: number,
  isMissing: (cell: readonly [number, number]) => boolean,
): { columns: Float64Array; rows: Float64Array } {
  const columns = new Float64Array(CHUNK_CELLS ** 2).fill(NaN);
  const rows = new Float64Array(CHUNK_CELLS ** 2).fill(NaN);
  for (let pixel = 0; pixel < columns.length; pixel++) {
    const [x, y] = cellOfChunk({ chunkColumn: tileColumn, chunkRow: tileRow }, pixel);
    const cell = x < width && y < height ? cellAt(x, y) : null;
    if (cell === null || isMissing(cell)) continue;
    [columns[pixel], rows[pixel]] = cell;
  }
  return { columns, rows };
}
