import type { EncoderWeights, TerrainSources } from '../../../shared/contract/compute';
import type { LonLat } from '../../../shared/geo/lonLat';
import { throwIfAborted } from '../../../shared/errors';
import type { EmbeddingLayer } from '../../layers/layer';
import { locationsAt } from '../../terrain/geo/lattice';
import type { Compute, Project, TaskProgress } from '../context';
import { encoderWeights } from '../encoders/encoders';
import { Contest, type Contender } from './contest';
import { enterLayer } from './enterLayer';
import { squaredDistances } from './nearest';
import { nearestFirst, type Contenders, type Found } from './nearestFirst';

/** A lattice cell of a layer. */
export interface LayerCell extends LonLat {
  readonly radiusM: number;
}

/** What is looked for, and where. */
export interface LookAlikesAsked {
  readonly encoderId: number;
  /** Of that encoder. */
  readonly layers: readonly EmbeddingLayer[];
  /** Each [size]; the nearest of them counts. */
  readonly queries: readonly Float32Array[];
  /** About how many cells will be taken. */
  readonly expected: number;
  /** Whether a cell is excluded, whatever it looks like; called again as cells are given. */
  readonly isOut: (cell: LayerCell) => boolean;
}

/**
 * The cells of some layers, those whose embeddings are nearest to any of some queries first, with their Euclidean distances. Order
 * and distances are those of comparing every embedding in Float32: bounds follow from what layers store, and where those leave
 * it open, patches are embedded again.
 * @throws UserError `cancelled` when the signal fires, and what compute throws
 */
export async function* lookAlikes(
  project: Project,
  { encoderId, layers, queries, expected, isOut }: LookAlikesAsked,
  report: (progress: TaskProgress) => void,
  signal: AbortSignal,
): AsyncGenerator<Found<LayerCell>> {
  const encoder = await encoderWeights(project.database, encoderId);
  const terrain = await project.terrainSources();
  const total = layers.reduce((sum, { lattice }) => sum + lattice.columns * lattice.rows, 0);
  const find = async (limit: number, beyond: number): Promise<Contenders> => {
    const contest = new Contest(limit, beyond);
    let done = 0;
    for (const [index, layer] of layers.entries()) {
      const tell = (cells: number): void => {
        done += cells;
        report({ done, total, unit: 'patches', message: `Comparing terrain at ${layer.radiusM} m` });
      };
      await enterLayer(project, layer, index, queries, contest, tell, signal);
    }
    return { contenders: contest.contenders(), reach: contest.reach };
  };
  const search = {
    find,
    locate: (contenders: readonly Contender[]) => cellsOf(layers, contenders),
    measure: (cells: readonly LayerCell[]) =>
      squaresOf(project.compute, { encoder, terrain }, queries, cells, signal),
    isOut,
  };
  yield* nearestFirst(search, expected);
}

/** Where contenders are, in their order. */
function cellsOf(layers: readonly EmbeddingLayer[], contenders: readonly Contender[]): LayerCell[] {
  const cells: LayerCell[] = contenders.map(() => ({ lonDeg: NaN, latDeg: NaN, radiusM: NaN }));
  for (const [index, { lattice, radiusM }] of layers.entries()) {
    const rows = [...contenders.keys()].filter((row) => contenders[row]?.layer === index);
    const ids = rows.map((row) => contenders[row]?.cell ?? NaN);
    const locations = locationsAt(lattice, ids);
    for (const [at, row] of rows.entries())
      cells[row] = { lonDeg: locations[2 * at] ?? NaN, latDeg: locations[2 * at + 1] ?? NaN, radiusM };
  }
  return cells;
}

/** Squared distances of cells to the nearest query, their patches embedded as Float32; Infinity where there is none. */
async function squaresOf(
  compute: Compute,
  sources: { encoder: EncoderWeights; terrain: TerrainSources },
  queries: readonly Float32Array[],
  cells: readonly LayerCell[],
  signal: AbortSignal,
): Promise<Float32Array> {
  const squares = new Float32Array(cells.length).fill(Infinity);
  for (const radiusM of new Set(cells.map((cell) => cell.radiusM))) {
    throwIfAborted(signal);
    const rows = [...cells.keys()].filter((row) => cells[row]?.radiusM === radiusM);
    const locations = Float64Array.from(
      rows.flatMap((row) => [cells[row]?.lonDeg ?? NaN, cells[row]?.latDeg ?? NaN]),
    );
    const { embeddings, valid } = await compute.encoders.embedLocations(
      { ...sources, locations, radiusM, copies: 1 },
      signal,
    );
    const distances = new Float32Array(rows.length);
    for (const query of queries) {
      squaredDistances(embeddings, query, distances);
      for (const [at, row] of rows.entries())
        if (valid[at] === 1) squares[row] = Math.min(squares[row] ?? NaN, distances[at] ?? NaN);
    }
  }
  return squares;
}
