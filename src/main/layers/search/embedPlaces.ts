import type {
  computeContract,
  Copies,
  EncoderWeights,
  TerrainSources,
} from '../../../shared/contract/compute';
import { throwIfAborted, UserError } from '../../../shared/errors';
import { lonLatPairs, type LonLat } from '../../../shared/geo/lonLat';
import type { Client } from '../../../shared/rpc/contract';
import type { LayerCell } from './distinctPlaces';
import { squaredDistances } from './nearest';

/** What embeds places, in whichever process it runs. */
export interface PlaceEmbedder {
  readonly compute: Client<typeof computeContract>;
  readonly encoder: EncoderWeights;
  readonly terrain: TerrainSources;
}

/**
 * The mean embedding of some locations, for each copy of their patches: themselves, or their rotations and mirrorings as well.
 * @returns [copies] of [size]
 * @throws UserError `outside-terrain` when one of them has no whole patch
 */
export async function meanEmbeddings(
  { compute, encoder, terrain }: PlaceEmbedder,
  { locations, radiusM }: { readonly locations: readonly LonLat[]; readonly radiusM: number },
  copies: Copies,
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const { embeddings, valid } = await compute.encoders.embedLocations(
    { encoder, terrain, locations: lonLatPairs(locations), radiusM, copies },
    signal,
  );
  const whole = valid.reduce((sum, flag) => sum + flag, 0);
  if (whole < locations.length) {
    throw new UserError(
      'outside-terrain',
      `${locations.length - whole} of ${locations.length} chosen locations have no whole patch of ` +
        `${radiusM} m: they touch the edge of the terrain or no-data. Choose others, or a smaller radius.`,
    );
  }
  const width = embeddings.length / whole;
  const means = new Float32Array(width);
  for (let at = 0; at < embeddings.length; at++) {
    means[at % width] = (means[at % width] ?? 0) + (embeddings[at] ?? 0) / whole;
  }
  const size = width / copies;
  return Array.from({ length: copies }, (_, copy) => means.subarray(copy * size, (copy + 1) * size));
}

/** Squared distances of cells to the nearest query, their patches embedded as Float32; Infinity where there is none. */
export async function squaresOf(
  { compute, encoder, terrain }: PlaceEmbedder,
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
      { encoder, terrain, locations, radiusM, copies: 1 },
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
