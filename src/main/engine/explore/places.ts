import type { LatticeValue } from '../../../shared/contract/compute';
import { throwIfAborted, UserError } from '../../../shared/errors';
import { count, metres } from '../../../shared/format';
import { overlap } from '../../../shared/geo/lonLat';
import { regionAreaM2, type Region } from '../../../shared/geo/region';
import { decodeRows } from '../../layers/decodeRows';
import { cellOfChunk, latticeForBox } from '../../terrain/geo/lattice';
import type { Project, TaskWork } from '../context';
import { cellsInRegion } from '../../layers/maps/cellsInRegion';
import { ensureLayer, type LayerWanted } from '../layers/layers';
import { readChunks } from '../storedLayers/readChunks';

/** The most places that are explored together: their embeddings are in memory at once. */
const MOST_PLACES = 100_000;

/** Fewer say nothing about a space. */
const LEAST_PLACES = 30;

/** Cells of a lattice that have embeddings. */
export interface Places {
  /** The smallest lattice around them. */
  readonly lattice: LatticeValue;
  /** [n] row-major indices in the lattice, ascending */
  readonly cells: Uint32Array;
  /** [n, size] */
  readonly embeddings: Float32Array;
  readonly size: number;
}

/**
 * The places of a box with their embeddings, which are computed and stored where they are missing.
 * @throws UserError `bad-input` where there are too many or too few
 */
export async function placesOf(
  project: Project,
  wanted: LayerWanted,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): Promise<Places> {
  const { radiusM, stepM } = wanted;
  const box = await boxOnTerrain(project, wanted.box, radiusM);
  const area = box === undefined ? 'The terrain' : 'The region';
  const asked = latticeForBox(
    box ?? (await project.useTerrain((terrain) => Promise.resolve(terrain.box))),
    stepM,
  );
  const cells = asked.columns * asked.rows;
  const about = box?.outline === undefined ? cells : Math.min(cells, regionAreaM2(box) / stepM ** 2);
  if (about > MOST_PLACES) {
    throw new UserError(
      'bad-input',
      `${area} holds about ${count(Math.round(about))} places at ${metres(radiusM)}, and ` +
        `${count(MOST_PLACES)} can be explored together. Choose a smaller region or a larger radius.`,
    );
  }
  const layer = await ensureLayer(project, { ...wanted, box }, report, signal);
  const found: { column: number; row: number; embedding: Float32Array }[] = [];
  for await (const chunk of readChunks(project.database, layer)) {
    throwIfAborted(signal);
    const cells = cellsInRegion(layer.lattice, chunk, chunk.scale, box);
    const embeddings = decodeRows(layer.rotation, chunk, cells);
    for (const [index, cell] of cells.entries()) {
      const [column, row] = cellOfChunk(chunk, cell);
      found.push({
        column,
        row,
        embedding: embeddings.subarray(index * layer.size, (index + 1) * layer.size),
      });
    }
  }
  if (found.length < LEAST_PLACES) {
    const places = found.length === 1 ? '1 place' : `${found.length} places`;
    throw new UserError(
      'bad-input',
      `${area} holds ${places} at ${metres(radiusM)}, and an exploration needs ${LEAST_PLACES}. ` +
        `${box === undefined ? 'Choose' : 'Widen it or choose'} a smaller radius.`,
    );
  }
  return rowMajor(layer.lattice, layer.size, found);
}

/** The part of a region that may have terrain; undefined where that is all of it. @throws UserError `outside-terrain` */
async function boxOnTerrain(
  project: Project,
  box: Region | undefined,
  radiusM: number,
): Promise<Region | undefined> {
  if (box === undefined) return undefined;
  const whole = await project.useTerrain((terrain) => Promise.resolve(terrain.box));
  const part = overlap(box, whole);
  if (part === null) {
    throw new UserError(
      'outside-terrain',
      `The region holds no places at ${metres(radiusM)}: it has no terrain. Choose one that has, or move the map to some terrain.`,
    );
  }
  const isAll =
    part.westDeg === whole.westDeg &&
    part.southDeg === whole.southDeg &&
    part.eastDeg === whole.eastDeg &&
    part.northDeg === whole.northDeg;
  if (box.outline !== undefined) return { ...part, outline: box.outline };
  return isAll ? undefined : part;
}

/** Places in an order that does not depend on how the layer that holds them is cut into chunks. */
function rowMajor(
  lattice: LatticeValue,
  size: number,
  found: { column: number; row: number; embedding: Float32Array }[],
): Places {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { column, row } of found) {
    west = Math.min(west, column);
    east = Math.max(east, column);
    north = Math.min(north, row);
    south = Math.max(south, row);
  }
  const columns = east - west + 1;
  found.sort((a, b) => a.row - b.row || a.column - b.column);
  const embeddings = new Float32Array(found.length * size);
  for (const [index, { embedding }] of found.entries()) embeddings.set(embedding, index * size);
  return {
    lattice: {
      ...lattice,
      originE: lattice.originE + west * lattice.stepM,
      originN: lattice.originN - north * lattice.stepM,
      columns,
      rows: south - north + 1,
    },
    cells: Uint32Array.from(found, ({ column, row }) => (row - north) * columns + column - west),
    embeddings,
    size,
  };
}
