import type { HeadModel, LatticeValue } from '../../../shared/contract/compute';
import type { HeadInfo } from '../../../shared/contract/heads';
import { throwIfAborted } from '../../../shared/errors';
import { TOO_FLAT } from '../../../shared/flatGround';
import { boxContains, type LonLatBox } from '../../../shared/geo';
import { CHUNK_CELLS, chunksOf, latticeForBox, locationsOfCells } from '../../terrain/geo/lattice';
import type { Project, TaskWork } from '../context';
import { encoderWeights } from '../encoders/encoders';
import { readHeadModel } from '../heads/heads';
import { chunkRelief } from '../layers/chunkRelief';
import {
  CHUNK_SIZE,
  ensureLayer,
  readChunks,
  type Layer,
  type LayerChunk,
  type LayerWanted,
} from '../layers/layers';
import { flatCells, type FlatGround } from './flatGround';

type Report = Parameters<TaskWork>[0];

/** What a head says over a lattice, chunk by chunk: a map may be larger than memory. */
export interface Probabilities {
  readonly lattice: LatticeValue;
  /** Read once. */
  readonly chunks: AsyncIterable<ProbabilityChunk>;
}

/** What a map is to be made of. */
interface MapWanted extends LayerWanted {
  readonly flat: FlatGround;
}

/** One chunk that lies in the box: [4096] row-major, TOO_FLAT where the ground is, NaN outside the box and without a patch. */
export interface ProbabilityChunk {
  readonly chunkColumn: number;
  readonly chunkRow: number;
  readonly probabilities: Float32Array;
}

/** Probabilities of a class over the lattice of a box, at a radius. */
export const classify = (
  project: Project,
  head: HeadInfo,
  wanted: MapWanted,
  report: Report,
  signal: AbortSignal,
): Promise<Probabilities> =>
  (head.symmetries ? classifyCopies : classifyLayer)(project, head, wanted, report, signal);

/**
 * The chunks of a lattice as one map.
 * @returns [rows * columns] row-major, NaN where there is no chunk
 */
export async function joinChunks(
  { columns, rows }: LatticeValue,
  chunks: AsyncIterable<ProbabilityChunk> | Iterable<ProbabilityChunk>,
): Promise<Float32Array> {
  const whole = new Float32Array(columns * rows).fill(NaN);
  for await (const { chunkColumn, chunkRow, probabilities } of chunks) {
    if (probabilities.length !== CHUNK_SIZE)
      throw new RangeError('A chunk of probabilities has the wrong size.');
    const left = chunkColumn * CHUNK_CELLS;
    const width = Math.min(CHUNK_CELLS, columns - left);
    for (let row = 0; row < CHUNK_CELLS && chunkRow * CHUNK_CELLS + row < rows; row++) {
      const from = row * CHUNK_CELLS;
      whole.set(probabilities.subarray(from, from + width), (chunkRow * CHUNK_CELLS + row) * columns + left);
    }
  }
  return whole;
}

/** Probabilities by a layer's embeddings, which are made and stored where they are missing. */
async function classifyLayer(
  project: Project,
  head: HeadInfo,
  wanted: MapWanted,
  report: Report,
  signal: AbortSignal,
): Promise<Probabilities> {
  const layer = await ensureLayer(project, wanted, report, signal);
  const model = await readHeadModel(project.database, head.id);
  report({
    done: 0,
    total: 1,
    unit: 'classes',
    message: `Looking for ${head.classId} at ${wanted.radiusM} m`,
  });
  return { lattice: layer.lattice, chunks: classifyChunks(project, layer, model, wanted, signal) };
}

async function* classifyChunks(
  project: Project,
  layer: Layer,
  head: HeadModel,
  { box, flat }: MapWanted,
  signal: AbortSignal,
): AsyncGenerator<ProbabilityChunk> {
  for await (const chunk of readChunks(project.database, layer)) {
    throwIfAborted(signal);
    const cells = cellsInBox(layer.lattice, chunk, box);
    if (cells.length === 0) continue;
    const reliefM = await chunkRelief(project, layer, chunk);
    const isFlat = flatCells(layer.lattice, { ...chunk, reliefM }, flat);
    const probabilities = new Float32Array(CHUNK_SIZE).fill(NaN);
    for (const cell of cells) if (isFlat[cell] === 1) probabilities[cell] = TOO_FLAT;
    const asked = cells.filter((cell) => isFlat[cell] === 0);
    if (asked.length > 0) {
      const embeddings = new Float32Array(asked.length * size);
      for (const [row, cell] of asked.entries()) {
        embeddings.set(chunk.embeddings.subarray(cell * size, (cell + 1) * size), row * size);
      }
      const predicted = await project.compute.heads.predict({ head, embeddings }, signal);
      for (const [row, cell] of asked.entries()) probabilities[cell] = predicted.probabilities[row] ?? NaN;
    }
    yield { chunkColumn: chunk.chunkColumn, chunkRow: chunk.chunkRow, probabilities };
  }
}

/** What a head says of the embeddings of a chunk; null where none of them lies in the box. */
export async function classifyChunk(
  project: Project,
  lattice: LatticeValue,
  chunk: LayerChunk,
  head: HeadModel,
  box: LonLatBox | undefined,
  signal: AbortSignal,
): Promise<ProbabilityChunk | null> {
  const { chunkColumn, chunkRow } = chunk;
  const { size } = head;
  const cells = cellsInBox(lattice, chunk, box);
  if (cells.length === 0) return null;
  const embeddings = new Float32Array(cells.length * size);
  for (const [row, cell] of cells.entries()) {
    embeddings.set(chunk.embeddings.subarray(cell * size, (cell + 1) * size), row * size);
  }
  const predicted = await project.compute.heads.predict({ head, embeddings }, signal);
  const probabilities = new Float32Array(CHUNK_SIZE).fill(NaN);
  for (const [row, cell] of cells.entries()) probabilities[cell] = predicted.probabilities[row] ?? NaN;
  return { chunkColumn, chunkRow, probabilities };
}

/** Probabilities by the mean decision over copies of each patch; their embeddings are used once and not stored. */
async function classifyCopies(
  project: Project,
  head: HeadInfo,
  wanted: MapWanted,
  report: Report,
  signal: AbortSignal,
): Promise<Probabilities> {
  const { encoderId, radiusM, stepM, box } = wanted;
  const ground = await project.useTerrain((terrain) => Promise.resolve(terrain.box));
  const lattice = latticeForBox(box ?? ground, stepM);
  const all = chunksOf(lattice);
  const stream = project.compute.heads.predictLattice(
    {
      head: await readHeadModel(project.database, head.id),
      encoder: await encoderWeights(project.database, encoderId),
      terrain: await project.terrainSources(),
      lattice,
      radiusM,
      chunks: all,
    },
    signal,
  );
  const tell = (done: number): void => {
    const message = `Looking for ${head.classId} at ${radiusM} m`;
    report({ done: done * CHUNK_SIZE, total: all.length * CHUNK_SIZE, unit: 'patches', message });
  };
  return { lattice, chunks: chunksInBox(lattice, stream, wanted, tell) };
}

/** Those of the chunks that have a patch in the box, without what lies beside it. */
async function* chunksInBox(
  lattice: LatticeValue,
  chunks: AsyncIterable<ProbabilityChunk & { readonly reliefM: Float32Array }>,
  { box, flat }: MapWanted,
  tell: (done: number) => void,
): AsyncGenerator<ProbabilityChunk> {
  let done = 0;
  for await (const chunk of chunks) {
    const { chunkColumn, chunkRow, probabilities: predicted } = chunk;
    tell(++done);
    const valid = Uint8Array.from(predicted, (probability) => (Number.isNaN(probability) ? 0 : 1));
    const cells = cellsInBox(lattice, { chunkColumn, chunkRow, valid }, box);
    if (cells.length === 0) continue;
    const isFlat = flatCells(lattice, chunk, flat);
    const probabilities = new Float32Array(CHUNK_SIZE).fill(NaN);
    for (const cell of cells) probabilities[cell] = isFlat[cell] === 1 ? TOO_FLAT : (predicted[cell] ?? NaN);
    yield { chunkColumn, chunkRow, probabilities };
  }
}

/** The cells of a chunk, 0..4095, that have an embedding and lie in a box; undefined: anywhere. */
export function cellsInBox(
  lattice: LatticeValue,
  chunk: Pick<LayerChunk, 'chunkColumn' | 'chunkRow' | 'valid'>,
  box: LonLatBox | undefined,
): Uint32Array {
  const valid = Uint32Array.from(chunk.valid.keys()).filter((cell) => chunk.valid[cell] === 1);
  if (box === undefined) return valid;
  const columns = valid.map((cell) => chunk.chunkColumn * CHUNK_CELLS + (cell % CHUNK_CELLS));
  const rows = valid.map((cell) => chunk.chunkRow * CHUNK_CELLS + Math.floor(cell / CHUNK_CELLS));
  const locations = locationsOfCells(lattice, columns, rows);
  return valid.filter((_, index) => {
    return boxContains(box, locations[2 * index] ?? NaN, locations[2 * index + 1] ?? NaN);
  });
}
