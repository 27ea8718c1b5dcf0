import { setImmediate } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { UserError } from '../../../shared/errors';
import { boxContains, type LonLatBox } from '../../../shared/geo/lonLat';
import { cellOfChunk, locationsOfCells } from '../../terrain/geo/lattice';
import type { Project } from '../context';
import { type LatticeMap, latticeTile } from '../detections/probabilityTile';
import { findEncoder } from '../encoders/encoders';
import { findLayerById, storedLayer, type StoredLayer } from '../layers/layers';
import { readChunks } from '../storedLayers/readChunks';
import { rotateQuery } from '../../layers/search/distanceBounds';
import { queriesOf } from './queriesOf';
import { findRetrieval } from './retrievals';
import { storedDistances } from './storedDistances';
import { cellsWhere } from '../../layers/maps/cellsWhere';

/** Bytes of maps kept in memory: ten million places. */
const KEPT_BYTES = 256e6;

/** How alike every stored place of a layer is to what a retrieval looked for. */
interface AlikeMap extends LatticeMap {
  /** [n] cells that have a patch */
  readonly cells: Uint32Array;
  /** [n, 2] lon, lat of those, degrees */
  readonly locations: Float64Array;
}

interface Asked {
  readonly retrievalId: number;
  /** Of the lattice, one of the radii that were searched. */
  readonly radiusM: number;
}

/** The maps that were drawn last, whatever the size of the very last. */
class AlikeMaps extends LRUCache<
  string,
  AlikeMap,
  Asked & { readonly project: Project; readonly layerId: number }
> {
  constructor() {
    super({
      maxSize: KEPT_BYTES,
      // Whoever waits for a map gets it, even when another one is drawn meanwhile.
      ignoreFetchAbort: true,
      sizeCalculation: ({ values, cells, locations }) =>
        Math.min(KEPT_BYTES, values.byteLength + cells.byteLength + locations.byteLength),
      fetchMethod: (_key, _stale, { context }) => compare(context.project, context),
    });
  }
}

/**
 * Distances of the stored places of a radius to what a retrieval looked for, ascending.
 * @param box only of places in it; undefined: of all
 * @throws UserError `not-found` when the retrieval or its embeddings are no longer there
 */
export async function alikeDistances(
  project: Project,
  { box, ...asked }: Asked & { readonly box?: LonLatBox | undefined },
): Promise<Float32Array> {
  const { values, cells, locations } = await alikeMap(project, asked);
  const wanted =
    box === undefined
      ? cells
      : cells.filter((_, at) => boxContains(box, locations[2 * at] ?? NaN, locations[2 * at + 1] ?? NaN));
  return Float32Array.from(wanted, (cell) => values[cell] ?? NaN).sort();
}

/**
 * The same distances on one EPSG:3857 XYZ tile, [256, 256], each pixel that of the cell it lies in; NaN where there is none; null
 * where nothing is.
 * @throws UserError `not-found` when the retrieval or its embeddings are no longer there
 */
export async function alikeTile(
  project: Project,
  { retrievalId, radiusM, ...tile }: Asked & { readonly z: number; readonly x: number; readonly y: number },
): Promise<Float32Array | null> {
  return latticeTile(await alikeMap(project, { retrievalId, radiusM }), tile);
}

async function alikeMap(project: Project, asked: Asked): Promise<AlikeMap> {
  const { encoderId, searched } = await findRetrieval(project.database, asked.retrievalId);
  const wanted = searched.find(({ radiusM }) => radiusM === asked.radiusM);
  const layer: StoredLayer | null =
    wanted === undefined ? null : await storedLayer(project, { encoderId, ...wanted });
  if (layer === null)
    throw new UserError(
      'not-found',
      `There are no stored embeddings at ${asked.radiusM} m to compare with these examples. Find the look-alikes again.`,
    );
  const { layerId, chunks } = layer;
  const context = { ...asked, project, layerId };
  // Embedded chunks never change, and more of them make another map.
  return project.caches.of(AlikeMaps).forceFetch(`${asked.retrievalId} ${layerId} ${chunks}`, { context });
}

async function compare(
  project: Project,
  { retrievalId, layerId }: Asked & { readonly layerId: number },
): Promise<AlikeMap> {
  const { queries, ...retrieval } = await findRetrieval(project.database, retrievalId);
  const encoder = await findEncoder(project.database, retrieval.encoderId);
  const { signal } = new AbortController();
  const embedded = await queriesOf(project, encoder, { ...retrieval, locations: queries }, signal);
  const layer = await findLayerById(project.database, layerId);
  const rotated = embedded.map((query) => rotateQuery(layer.rotation, query));
  const { lattice } = layer;
  const { columns } = lattice;
  const values = new Float32Array(columns * lattice.rows).fill(NaN);
  for await (const chunk of readChunks(project.database, layer)) {
    const cells = cellsWhere(chunk.scale, (scale) => !Number.isNaN(scale));
    const found = storedDistances(rotated, chunk, cells);
    for (const [at, cell] of cells.entries()) {
      const [column, row] = cellOfChunk(chunk, cell);
      values[row * columns + column] = found[at] ?? NaN;
    }
    // Let other work have its turn.
    await setImmediate();
  }
  const cells = cellsWhere(values, (value) => !Number.isNaN(value));
  const locations = locationsOfCells(
    lattice,
    cells.map((cell) => cell % columns),
    cells.map((cell) => Math.floor(cell / columns)),
  );
  return { lattice, values, cells, locations };
}
