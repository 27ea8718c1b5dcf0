import type { EmbeddingLayer } from '../../layers/layer';
import { locationsAt } from '../../terrain/geo/lattice';
import type { Project, TaskProgress } from '../context';
import { encoderWeights } from '../encoders/encoders';
import { Contest, type Contender } from '../../layers/search/contest';
import { enterLayer } from './enterLayer';
import type { LayerCell } from '../../layers/search/distinctPlaces';
import { squaresOf } from '../../layers/search/embedPlaces';
import { nearestFirst, type Contenders, type Found } from '../../layers/search/nearestFirst';

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
      squaresOf({ compute: project.compute, encoder, terrain }, queries, cells, signal),
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
