import type { HeadModel } from '../../../shared/contract/compute';
import { metresPerDegreeLat, metresPerDegreeLon } from '../../../shared/geo/ellipsoid';
import type { Rotation } from '../../../shared/contract/layerForm';
import { throwIfAborted } from '../../../shared/errors';
import { PATCH_VALUES } from '../../../shared/terrain/patch';
import type { Terrain } from '../../terrain/terrain';
import { embedSamples } from '../locations/embedLocations';
import type { Encoder } from '../encoders/encoder';
import { storedForm } from '../layerForm/storedForm';
import { predictor } from './predictHead';
import { decideAlong } from './decideAlong';

/** Rows that are embedded at once: those of 289 values fit into a core's cache. */
const ROWS_AT_ONCE = 1024;

/** Halvings of the step, at most. */
const MOST_HALVINGS = 4;

/** East and north of the eight places around one, in steps. */
const AROUND = [-1, 0, 1].flatMap((north) =>
  [-1, 0, 1].flatMap((east) => (east === 0 && north === 0 ? [] : [[east, north] as const])),
);

/** The places to move, and the head that moves them. */
export interface Search {
  readonly head: HeadModel;
  /** [n, 2] lon, lat in degrees */
  readonly locations: Float64Array;
  readonly radiusM: number;
  /** Metres between the places of the lattice that the places were found on. */
  readonly stepM: number;
  /** Axes along which the head decides during the search; null: it decides on whole embeddings, as a head of several copies must. */
  readonly rotation: Rotation | null;
}

/**
 * Moves places to where a head's decision is highest, by a pattern search (Hooke & Jeeves 1961, Journal of the ACM 8,
 * 212-229): half a step, a quarter … down to the finest DTM's pixel, at least one and at most four of them. At each a place
 * moves to the best of the eight around it, if that is better than its own. Places whose patch is not whole stay.
 * @returns locations [n, 2], and the decisions there on whole embeddings [n]: NaN where a patch is not whole
 * @throws UserError `cancelled` when the signal fires, `truncated-file` when a DTM cannot be decoded
 */
export async function refine(
  terrain: Terrain,
  encoder: Encoder,
  { head, locations, radiusM, stepM, rotation }: Search,
  signal?: AbortSignal,
): Promise<{ locations: Float64Array; decisions: Float32Array }> {
  const atOnce = Math.max(AROUND.length, Math.floor(ROWS_AT_ONCE / head.copies));
  // Room for all patches that are sampled here, one batch after another.
  const room = new Float32Array(atOnce * PATCH_VALUES);
  const decideBy = async (decide: Decide, some: Float64Array): Promise<Float32Array> => {
    const all = new Float32Array(some.length / 2);
    for (let start = 0; start < all.length; start += atOnce) {
      throwIfAborted(signal);
      const part = some.subarray(2 * start, 2 * (start + atOnce));
      const patches = room.subarray(0, (part.length / 2) * PATCH_VALUES);
      const samples = await terrain.samplePatches(part, radiusM, patches);
      const { embeddings, valid } = embedSamples(encoder, samples, head.copies, patches);
      const decisions = decide(embeddings, valid);
      all.set(
        decisions.map((decision, i) => (valid[i] === 1 ? decision : NaN)),
        start,
      );
    }
    return all;
  };
  const predict = predictor(head, ROWS_AT_ONCE);
  const onWhole: Decide = (embeddings) => predict(embeddings).decisions;
  const onTheWay = rotation === null || head.copies > 1 ? onWhole : alongAxes(head, rotation);
  const best = locations.slice();
  const decisions = await decideBy(onTheWay, best);
  const placesAtOnce = Math.floor(atOnce / AROUND.length);
  for (const halvedM of halvings(stepM, terrain.pixelM)) {
    for (let start = 0; start < decisions.length; start += placesAtOnce) {
      const around = placesAround(best.subarray(2 * start, 2 * (start + placesAtOnce)), halvedM);
      for (const [i, decision] of (await decideBy(onTheWay, around)).entries()) {
        const place = start + Math.floor(i / AROUND.length);
        if (!(decision > (decisions[place] ?? NaN))) continue;
        decisions[place] = decision;
        best.set(around.subarray(2 * i, 2 * i + 2), 2 * place);
      }
    }
  }
  return { locations: best, decisions: onTheWay === onWhole ? decisions : await decideBy(onWhole, best) };
}

/** Decisions on embeddings, [n x copies, size], of which [n] there are. */
type Decide = (embeddings: Float32Array, valid: Uint8Array) => Float32Array;

/** Decides on embeddings as layers would store them: a tenth of the work. */
function alongAxes(head: HeadModel, rotation: Rotation): Decide {
  const decide = decideAlong(head, rotation);
  const stored = storedForm(rotation);
  return (embeddings, valid) => decide(stored(embeddings, valid));
}

/** Half a step, a quarter … the last is no wider than a pixel, unless that would take too many. */
function halvings(stepM: number, pixelM: number): number[] {
  const wanted = Math.ceil(Math.log2(stepM / pixelM));
  const count = Math.min(MOST_HALVINGS, Math.max(1, wanted));
  return Array.from({ length: count }, (_, i) => stepM / 2 ** (i + 1));
}

/** The eight places around each place, [n, 8, 2] lon, lat in degrees. */
function placesAround(locations: Float64Array, stepM: number): Float64Array {
  const around = new Float64Array(locations.length * AROUND.length);
  let at = 0;
  for (let i = 0; i < locations.length; i += 2) {
    const [lonDeg = NaN, latDeg = NaN] = locations.subarray(i);
    for (const [east, north] of AROUND) {
      around[at++] = lonDeg + (east * stepM) / metresPerDegreeLon(latDeg);
      around[at++] = latDeg + (north * stepM) / metresPerDegreeLat(latDeg);
    }
  }
  return around;
}
