import type { HeadModel, LatticeValue } from '../../../shared/contract/compute';
import type { LayerChunk, Rotation } from '../../../shared/contract/layerForm';
import { throwIfAborted } from '../../../shared/errors';
import type { Region } from '../../../shared/geo/region';
import { chunksOf, latticeForBox } from '../../terrain/geo/lattice';
import type { Project, TaskWork } from '../context';
import { encoderWeights } from '../encoders/encoders';
import { CHUNK_SIZE } from '../../layers/layer';
import { cellsInRegion, chunksInRegion } from '../../layers/maps/cellsInRegion';
import { ensureLayer, type LayerWanted } from '../layers/layers';
import { readChunks } from '../storedLayers/readChunks';
import { askedCells, askedOf, FLAT, type Asked } from '../../layers/maps/asked';
import { decideChunks, severalAtOnce } from '../../layers/maps/decideChunks';
import { emptyMap, writeChunk } from '../../layers/maps/chunkMap';

type Report = Parameters<TaskWork>[0];

/** Where heads are to decide. */
export interface MapWanted extends LayerWanted, Asked {
  /** Whether the embeddings stay in the project, for the next time. */
  readonly keep: boolean;
}

/** What heads decide over one lattice. */
export interface Decisions {
  readonly lattice: LatticeValue;
  /** Axes that stored embeddings lie along; null where no head decided on any. */
  readonly rotation: Rotation | null;
  /**
   * One map per head: [rows * columns] row-major, FLAT where the terrain is too flat, NaN outside the box and without a patch.
   */
  readonly maps: readonly Float32Array[];
}

/**
 * Decisions of heads of one encoder over the lattice of a box. Heads that use one copy of a patch share its embeddings, which are
 * computed where they are not stored yet; heads that use several copies compute their own.
 */
export async function decisionsOver(
  project: Project,
  heads: readonly HeadModel[],
  wanted: MapWanted,
  report: Report,
  signal: AbortSignal,
): Promise<Decisions> {
  const plain = heads.filter(({ copies }) => copies === 1);
  const box = wanted.box ?? (await project.useTerrain((terrain) => Promise.resolve(terrain.box)));
  const { lattice, rotation, chunks } =
    plain.length > 0
      ? await embeddedChunks(project, { ...wanted, box }, report, signal)
      : { lattice: latticeForBox(box, wanted.stepM), rotation: null, chunks: [] };
  const found = new Map(heads.map((head) => [head, emptyMap(lattice)]));
  for await (const some of severalAtOnce(chunks)) {
    throwIfAborted(signal);
    const asked = some.flatMap((chunk) => askedOf(lattice, chunk, wanted) ?? []);
    for (const head of plain) {
      if (rotation === null) break;
      for (const chunk of await decideChunks(project.compute, head, rotation, asked, signal))
        writeChunk(found.get(head) ?? emptyMap(lattice), lattice, chunk);
    }
  }
  for (const head of heads) {
    const map = found.get(head);
    if (head.copies === 1 || map === undefined) continue;
    await decideByCopies(project, head, lattice, map, wanted, report, signal);
  }
  return { lattice, rotation, maps: heads.map((head) => found.get(head) ?? emptyMap(lattice)) };
}

/** Stored embeddings of a lattice. */
interface EmbeddedChunks {
  readonly lattice: LatticeValue;
  readonly rotation: Rotation;
  readonly chunks: AsyncIterable<LayerChunk> | Iterable<LayerChunk>;
}

async function embeddedChunks(
  project: Project,
  wanted: MapWanted & { readonly box: Region },
  report: Report,
  signal: AbortSignal,
): Promise<EmbeddedChunks> {
  const { encoderId, radiusM, stepM, box } = wanted;
  if (!wanted.keep) {
    const lattice = latticeForBox(box, stepM);
    const rotation = await rotationFor(project, { encoderId, radiusM }, signal);
    const at = { encoderId, radiusM, lattice, rotation };
    return {
      ...{ lattice, rotation },
      chunks: embedOnce(project, at, chunksInRegion(lattice, chunksOf(lattice), box), report, signal),
    };
  }
  const layer = await ensureLayer(project, wanted, report, signal);
  report({ done: 0, total: 1, unit: 'maps', message: `Looking at ${radiusM} m` });
  return { lattice: layer.lattice, rotation: layer.rotation, chunks: readChunks(project.database, layer) };
}

/** Axes for embeddings that are used once and not stored. */
export async function rotationFor(
  project: Project,
  { encoderId, radiusM }: Pick<LayerWanted, 'encoderId' | 'radiusM'>,
  signal: AbortSignal,
): Promise<Rotation> {
  const encoder = await encoderWeights(project.database, encoderId);
  return project.compute.encoders.rotation(
    { encoder, terrain: await project.terrainSources(), radiusM },
    signal,
  );
}

/** A lattice whose patches an encoder embeds. */
export type EncoderLattice = Pick<LayerWanted, 'encoderId' | 'radiusM'> & { readonly lattice: LatticeValue };

/** A request to compute for chunks of a lattice. @param chunks column, row pairs */
const latticeRequest = async (
  project: Project,
  { encoderId, radiusM, lattice }: EncoderLattice,
  chunks: [number, number][],
) => ({
  encoder: await encoderWeights(project.database, encoderId),
  terrain: await project.terrainSources(),
  ...{ lattice, radiusM, chunks },
});

/** Embeds chunks of a lattice, which are used once and not stored. @param chunks column, row pairs */
export async function* embedOnce(
  project: Project,
  { rotation, ...at }: EncoderLattice & { readonly rotation: Rotation },
  chunks: [number, number][],
  report: Report,
  signal: AbortSignal,
): AsyncGenerator<LayerChunk> {
  const request = await latticeRequest(project, at, chunks);
  let done = 0;
  for await (const chunk of project.compute.encoders.embedLattice({ ...request, rotation }, signal)) {
    yield chunk;
    report({
      ...{ done: ++done, total: chunks.length, unit: 'chunks' },
      message: `Looking at ${at.radiusM} m`,
    });
  }
}

/** Decisions of a head, averaged over the copies of each patch; embeddings are not kept. */
async function decideByCopies(
  project: Project,
  head: HeadModel,
  lattice: LatticeValue,
  map: Float32Array,
  wanted: MapWanted,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  const every = new Float32Array(CHUNK_SIZE);
  const chunks = chunksOf(lattice).filter(
    ([chunkColumn, chunkRow]) =>
      cellsInRegion(lattice, { chunkColumn, chunkRow }, every, wanted.box).length > 0,
  );
  let done = 0;
  for await (const chunk of await decisionChunks(project, head, { ...wanted, lattice }, chunks, signal)) {
    writeChunk(map, lattice, { ...chunk, values: decisionsIn(lattice, chunk, wanted) });
    report({ done: ++done, total: chunks.length, unit: 'chunks', message: `Looking at ${wanted.radiusM} m` });
  }
}

/** What compute reports of a chunk that a head decided on. */
interface DecidedChunk {
  readonly chunkColumn: number;
  readonly chunkRow: number;
  /** [4096] NaN where no patch exists */
  readonly decisions: Float32Array;
  readonly reliefM: Float32Array;
}

/** Decisions over chunks of a lattice whose embeddings nobody else needs. @param chunks column, row pairs */
export async function decisionChunks(
  project: Project,
  head: HeadModel,
  at: EncoderLattice,
  chunks: [number, number][],
  signal: AbortSignal,
): Promise<AsyncIterable<DecidedChunk>> {
  return project.compute.heads.predictLattice(
    { head, ...(await latticeRequest(project, at, chunks)) },
    signal,
  );
}

/** Decisions of a chunk in the box, with what is too flat, [4096]. */
export function decisionsIn(
  lattice: LatticeValue,
  chunk: DecidedChunk,
  wanted: Pick<MapWanted, 'box' | 'flat'>,
): Float32Array {
  const values = new Float32Array(CHUNK_SIZE).fill(NaN);
  const asked = askedCells(lattice, chunk, wanted);
  if (asked === null) return values;
  for (const cell of asked.cells)
    values[cell] = asked.isFlat[cell] === 1 ? FLAT : (chunk.decisions[cell] ?? NaN);
  return values;
}
