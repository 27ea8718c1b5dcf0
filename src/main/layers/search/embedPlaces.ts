import type {
  computeContract,
  Copies,
  EncoderWeights,
  TerrainSources,
} from '../../../shared/contract/compute';
import { throwIfAborted, UserError } from '../../../shared/errors';
import { lonLatPairs, type LonLat } from '../../../shared/geo/lonLat';
import type { Client } from '../../../shared/rpc/contract';
import { awayFrom } from './awayFrom';
import type { LayerCell } from './distinctPlaces';
import { squaredDistances } from './nearest';

/** What embeds places, in whichever process it runs. */
export interface PlaceEmbedder {
  readonly compute: Client<typeof computeContract>;
  readonly encoder: EncoderWeights;
  readonly terrain: TerrainSources;
}

/** Copies of an example's patch that are looked for: its rotations and mirrorings too, unless orientation matters or is not seen. */
export const copiesCompared = (
  encoder: { readonly invariant: boolean },
  orientationMatters: boolean,
): Copies => (orientationMatters || encoder.invariant ? 1 : 8);

/** Places whose patches are embedded. */
interface Places {
  readonly locations: readonly LonLat[];
  readonly radiusM: number;
}

/**
 * Embeddings of locations, a list for each: of its patch, or of its rotations and mirrorings as well.
 * @returns [locations] of [copies] of [size]
 * @throws UserError `outside-terrain` when one of them has no whole patch
 */
async function embedCopies(
  { compute, encoder, terrain }: PlaceEmbedder,
  { locations, radiusM }: Places,
  copies: Copies,
  signal: AbortSignal,
): Promise<Float32Array[][]> {
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
  const size = embeddings.length / locations.length / copies;
  return locations.map((_, place) =>
    Array.from({ length: copies }, (__, copy) => {
      const at = (place * copies + copy) * size;
      return embeddings.subarray(at, at + size);
    }),
  );
}

/** The mean of embeddings of locations, for each copy. @param places [locations] of [copies] of [size] */
function meansOf(places: readonly (readonly Float32Array[])[]): Float32Array[] {
  const [first = []] = places;
  return first.map((_, copy) => {
    const mean = new Float32Array(first[copy]?.length ?? 0);
    for (const copies of places)
      for (const [i, value] of (copies[copy] ?? []).entries())
        mean[i] = (mean[i] ?? 0) + value / places.length;
    return mean;
  });
}

/** Examples of what is looked for. */
interface QueryExamples extends Places {
  /** What look-alikes are not like. */
  readonly unlike: readonly LonLat[];
}

/**
 * What embeddings are compared with to find look-alikes: the mean embedding of the locations (paper, section 3.5), moved away from
 * what look-alikes are not like. With eight copies, there are eight: of the locations in
 * their rotations and mirrorings.
 * @returns each [size]
 * @throws UserError `outside-terrain` when an example has no whole patch, and what compute throws
 */
export async function embedQueries(
  by: PlaceEmbedder,
  { locations, unlike, radiusM }: QueryExamples,
  copies: Copies,
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const means = meansOf(await embedCopies(by, { locations, radiusM }, copies, signal));
  if (unlike.length === 0) return means;
  return awayFrom(means, await embedCopies(by, { locations: unlike, radiusM }, copies, signal));
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
