import type { HeadModel, LatticeValue } from '../../../shared/contract/compute';
import type { Rotation } from '../../../shared/contract/layerForm';
import { throwIfAborted } from '../../../shared/errors';
import { reachM } from '../../../shared/terrain/patch';
import type { CriticalKind } from '../../../shared/terrain/surroundings';
import type { Project, TaskWork } from '../context';
import { candidatesAt, roughPlaces, type Candidate } from '../../layers/maps/candidates';
import { emptyMap, writeChunk } from '../../layers/maps/chunkMap';
import { decisionChunks, decisionsIn } from '../maps/decisions';
import { askedOf } from '../../layers/maps/asked';
import type { FlatGround } from '../../layers/maps/flatCells';
import { embedderOf } from '../encoders/embedder';
import { cellOfChunk, cellMapper, type ChunkAddress } from '../../terrain/geo/lattice';
import { CHUNK_SIZE } from '../../layers/layer';
import type { LonLatBox } from '../../../shared/geo/lonLat';
import type { HeldOutBlocks } from './heldOutBlocks';
import type { HeldOutEmbeddings } from './heldOutEmbeddings';
import type { Embedded, HeadSettings } from './headSettings';
import { pairsOf } from './trainingSet';

/** What heads that each hold out one fold of the area are fitted on, and where they are applied. */
export interface HeldOutWanted {
  readonly settings: HeadSettings;
  readonly set: Embedded & { readonly locations: Float64Array };
  /** At which they are applied, which may differ from the one at which they were trained, metres. */
  readonly radiusM: number;
  readonly lattice: LatticeValue;
  readonly blocks: HeldOutBlocks;
  readonly box: LonLatBox;
  readonly flat: FlatGround;
  readonly anchor: CriticalKind | null;
  readonly embeddings: HeldOutEmbeddings;
}

/** A candidate on terrain that the head which found it has not seen. */
export interface HeldOutCandidate extends Candidate {
  readonly fold: number;
}

/** Candidates of the whole area, and the map of decisions in which they were found. */
interface HeldOut {
  readonly candidates: HeldOutCandidate[];
  readonly decisions: Float32Array;
}

/** Finds candidates by heads none of which was trained on anything near the block that it judges. */
export async function heldOutCandidates(
  project: Project,
  wanted: HeldOutWanted,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): Promise<HeldOut> {
  const { settings, lattice, blocks, radiusM, anchor } = wanted;
  const { encoderId, symmetries } = settings;
  const heads = await foldHeads(project, wanted, signal);
  const decisions = emptyMap(lattice);
  const rotation = symmetries ? null : await wanted.embeddings.rotation({ encoderId, radiusM }, signal);
  if (rotation === null) await decideByCopies(project, wanted, heads, decisions, report, signal);
  else await decideByEmbeddings(project, { ...wanted, rotation }, heads, decisions, report, signal);
  const cellOf = cellMapper(lattice);
  const rough = roughPlaces({ lattice, decisions }, settings.kind, radiusM).map((place) => ({
    place,
    fold: blocks.foldOf(...cellOf(place.lonDeg, place.latDeg)),
  }));
  const candidates: HeldOutCandidate[] = [];
  for (const [fold, head] of heads.entries()) {
    const places = rough.flatMap((entry) => (entry.fold === fold ? [entry.place] : []));
    if (head === null || places.length === 0) continue;
    const finding = { radiusM, anchor, stepM: lattice.stepM, rotation };
    const by = await embedderOf(project, encoderId);
    const found = await candidatesAt(by, head, places, finding, signal);
    candidates.push(...found.map((candidate) => ({ ...candidate, fold })));
  }
  return { candidates, decisions };
}

/** A head for each fold, fitted on locations so far from its blocks that no pixel is in the patches of both. */
function foldHeads(
  project: Project,
  { settings, set, blocks, radiusM }: HeldOutWanted,
  signal: AbortSignal,
): Promise<(HeadModel | null)[]> {
  const marginM = reachM(settings.radiusM) + reachM(radiusM);
  const locations = pairsOf(set.locations);
  const parts = new Uint8Array(blocks.foldCount * locations.length);
  for (let fold = 0; fold < blocks.foldCount; fold++) {
    for (const [index, [lon, lat]] of locations.entries())
      parts[fold * locations.length + index] = blocks.isNear(fold, lon, lat, marginM) ? 0 : 1;
  }
  const { embeddings, copies, labels, size } = set;
  const { kind, c, gamma, balanced } = settings;
  return project.compute.heads.fitParts(
    { kind, embeddings, copies, labels, size, c, gamma, balanced, parts },
    signal,
  );
}

type Decide<Wanted = HeldOutWanted> = (
  project: Project,
  wanted: Wanted,
  heads: readonly (HeadModel | null)[],
  map: Float32Array,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
) => Promise<void>;

const decideByEmbeddings: Decide<HeldOutWanted & { readonly rotation: Rotation }> = async (
  project,
  wanted,
  heads,
  map,
  report,
  signal,
) => {
  const { settings, lattice, radiusM, blocks, rotation, embeddings } = wanted;
  const at = { encoderId: settings.encoderId, radiusM, lattice };
  for await (const chunk of embeddings.chunks(at, blocks.chunks, report, signal)) {
    throwIfAborted(signal);
    const asked = askedOf(lattice, chunk, wanted);
    if (asked === null) continue;
    const { values } = asked;
    const folds = Int8Array.from(values, (_, cell) => foldOfCell(blocks, chunk, cell));
    for (const [fold, head] of heads.entries()) {
      if (head === null || !folds.includes(fold)) continue;
      const own = { ...asked, scale: asked.scale.map((scale, cell) => (folds[cell] === fold ? scale : NaN)) };
      const [decisions = values] = await project.compute.heads.decide(
        { head, rotation, chunks: [own] },
        signal,
      );
      for (const [cell, scale] of own.scale.entries())
        if (!Number.isNaN(scale)) values[cell] = decisions[cell] ?? NaN;
    }
    writeChunk(map, lattice, asked);
  }
};

const decideByCopies: Decide = async (project, wanted, heads, map, report, signal) => {
  const { settings, lattice, radiusM, blocks } = wanted;
  const at = { encoderId: settings.encoderId, radiusM, lattice };
  for (const [fold, head] of heads.entries()) {
    if (head === null) continue;
    const isOfFold = ([chunkColumn, chunkRow]: [number, number]): boolean =>
      Array.from({ length: CHUNK_SIZE }, (_, cell) =>
        foldOfCell(blocks, { chunkColumn, chunkRow }, cell),
      ).includes(fold);
    report({ done: fold, total: heads.length, unit: 'folds', message: `Looking at ${radiusM} m` });
    const chunks = await decisionChunks(project, head, at, blocks.chunks.filter(isOfFold), signal);
    for await (const chunk of chunks) {
      const found = decisionsIn(lattice, chunk, wanted);
      for (const [cell, decision] of found.entries()) {
        const [column, row] = cellOfChunk(chunk, cell);
        if (column < lattice.columns && row < lattice.rows && foldOfCell(blocks, chunk, cell) === fold)
          map[row * lattice.columns + column] = decision;
      }
    }
  }
};

const foldOfCell = (blocks: HeldOutBlocks, chunk: ChunkAddress, cell: number): number =>
  blocks.foldOf(...cellOfChunk(chunk, cell));
