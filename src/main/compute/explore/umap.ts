import { setImmediate as nextTurn } from 'node:timers/promises';
import { UMAP } from 'umap-js';
import { throwIfAborted } from '../../../shared/errors';
import { Random } from '../../../shared/statistics/random';
import { nearestRows, type Neighbours } from '../numeric/nearestRows';

/** Neighbours that a row is held to, itself among them: UMAP's own default. */
const NEIGHBOURS = 15;

/** Rows that are laid out; the others take their places among these. */
const LAYOUT_ROWS = 5000;

/** Neighbours that say where a row stands that was not laid out. */
const PLACE_NEIGHBOURS = 5;

/** Rounds of a layout: more than UMAP's own 200 of many rows, less than its 400 of LAYOUT_ROWS, which look the same. */
const ROUNDS = 250;

/** Width of the layout that UMAP starts from, in its own units. */
const START_WIDTH = 20;

/** Rounds of a layout that are over, and all of them. */
interface LayoutProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * UMAP in two dimensions (McInnes, Healy and Melville 2018) by umap-js, on exact neighbours and from a layout by principal
 * components, which keeps far groups where they are. Of many rows some random ones are laid out; each other stands at
 * the mean of the nearest of these, weighted by 1 / distance. TensorFlow must be loaded; other work gets its turn between
 * the rounds.
 * @param values [n, width] centred, n more than NEIGHBOURS
 * @param start [n, stride] principal component scores, of which the first two are the start
 * @param layoutRows how many rows are laid out at most
 * @returns [n, 2]; yields how far it is
 * @throws UserError `cancelled`
 */
export async function* umap(
  values: Float32Array,
  width: number,
  start: Float32Array,
  seed: number,
  signal: AbortSignal,
  layoutRows = LAYOUT_ROWS,
): AsyncGenerator<LayoutProgress, Float32Array> {
  const count = values.length / width;
  const random = new Random(seed);
  const order = random.shuffle(Uint32Array.from({ length: count }, (_, row) => row));
  const laidOut = order.subarray(0, layoutRows).sort();
  const sample = gather(values, width, laidOut);
  const stride = start.length / count;
  const k = Math.min(NEIGHBOURS, laidOut.length - 1);
  const neighbours = await nearestRows(sample, sample, width, k, signal);
  const layout = new UMAP({ nNeighbors: k, nEpochs: ROUNDS, random: () => random.nextFloat() });
  begin(layout, neighbours, k, laidOut.length);
  placeAtStart(layout.getEmbedding(), gather(start, stride, laidOut), stride);
  for (let round = 1; round <= ROUNDS; round++) {
    await nextTurn();
    throwIfAborted(signal);
    layout.step();
    yield { done: round, total: ROUNDS };
  }
  const places = Float32Array.from(layout.getEmbedding().flat());
  const rest = order.subarray(layoutRows).sort();
  const placed = await placeAmong(gather(values, width, rest), sample, width, places, signal);
  const coordinates = new Float32Array(2 * count);
  for (const [index, row] of laidOut.entries())
    coordinates.set(places.subarray(2 * index, 2 * index + 2), 2 * row);
  for (const [index, row] of rest.entries())
    coordinates.set(placed.subarray(2 * index, 2 * index + 2), 2 * row);
  return coordinates;
}

/** Hands umap-js the neighbours, so that it neither searches them itself nor needs the rows. */
function begin(layout: UMAP, { rows, distances }: Neighbours, k: number, count: number): void {
  const lists = (values: Int32Array | Float32Array): number[][] =>
    Array.from({ length: count }, (_, row) => [...values.subarray(row * k, (row + 1) * k)]);
  layout.setPrecomputedKNN(lists(rows), lists(distances));
  layout.initializeFit(Array.from({ length: count }, () => []));
}

/** Moves the rows of a layout, in place, to where their principal components say. */
function placeAtStart(layout: number[][], start: Float32Array, stride: number): void {
  let most = 0;
  for (let at = 0; at < start.length; at += stride) {
    most = Math.max(most, Math.abs(start[at] ?? 0), Math.abs(start[at + 1] ?? 0));
  }
  const scale = START_WIDTH / 2 / Math.max(most, Number.MIN_VALUE);
  for (const [row, place] of layout.entries()) {
    place[0] = (start[row * stride] ?? 0) * scale;
    place[1] = (start[row * stride + 1] ?? 0) * scale;
  }
}

/** Where rows stand among rows that have their places: [n, 2]. */
async function placeAmong(
  values: Float32Array,
  sample: Float32Array,
  width: number,
  places: Float32Array,
  signal: AbortSignal,
): Promise<Float32Array> {
  const count = values.length / width;
  const placed = new Float32Array(2 * count);
  if (count === 0) return placed;
  const near = await nearestRows(values, sample, width, PLACE_NEIGHBOURS, signal);
  for (let row = 0; row < count; row++) {
    let total = 0;
    let [x, y] = [0, 0];
    for (let at = row * PLACE_NEIGHBOURS; at < (row + 1) * PLACE_NEIGHBOURS; at++) {
      const weight = 1 / Math.max(near.distances[at] ?? 0, 1e-6);
      const other = near.rows[at] ?? 0;
      x += weight * (places[2 * other] ?? 0);
      y += weight * (places[2 * other + 1] ?? 0);
      total += weight;
    }
    placed[2 * row] = x / total;
    placed[2 * row + 1] = y / total;
  }
  return placed;
}

/** Some of the rows, in the order given. */
function gather(values: Float32Array, width: number, rows: Uint32Array): Float32Array {
  const some = new Float32Array(rows.length * width);
  for (const [index, row] of rows.entries()) {
    some.set(values.subarray(row * width, (row + 1) * width), index * width);
  }
  return some;
}
