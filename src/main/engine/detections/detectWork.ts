import { basename } from 'node:path';
import type { LatticeValue } from '../../../shared/contract/compute';
import type { HeadInfo } from '../../../shared/contract/heads';
import { throwIfAborted, UserError } from '../../../shared/errors';
import { boxContains, type LonLatBox } from '../../../shared/geo';
import type { TaskSpec } from '../../../shared/task';
import { CHUNK_CELLS, chunksOf, latticeForBox, locationsOfCells } from '../../terrain/geo/lattice';
import type { Project, TaskWork } from '../context';
import { listDtms } from '../dtms/dtms';
import { encoderWeights, findEncoder } from '../encoders/encoders';
import { fitHead } from '../heads/fitHead';
import { listHeads, readHeadModel } from '../heads/heads';
import { findClasses } from '../labels/classes';
import { CHUNK_SIZE, ensureLayer, readChunks, type LayerChunk, type LayerWanted } from '../layers/layers';
import { bytesOf } from '../store/blob';
import { readMap, storeDetections, type RunMap } from './runs';

type DetectSpec = Extract<TaskSpec, { kind: 'detect' }>;
type Report = Parameters<TaskWork>[0];

/**
 * Detects classes at several radii: fits the heads that are missing, embeds the layers that are missing, stores a
 * probability map per class and radius and the detections in each. The run appears when all of it is there.
 */
export function detectWork(project: Project, spec: DetectSpec): TaskWork {
  return async (report, signal) => {
    await findClasses(project.database, spec.classIds);
    const encoder = await findEncoder(project.database, spec.encoderId);
    const radiiM = [...new Set(spec.radiiM)].sort((a, b) => a - b);
    const heads = new Map<string, HeadInfo>();
    for (const classId of spec.classIds) {
      heads.set(classId, await headFor(project, classId, encoder.id, radiiM, report, signal));
    }
    const maps: ProbabilityMap[] = [];
    for (const radiusM of radiiM) {
      for (const [classId, head] of heads) {
        const wanted = { encoderId: encoder.id, radiusM, stepM: spec.stepM ?? radiusM / 2, box: spec.box };
        const find = head.symmetries ? classifyCopies : classifyLayer;
        maps.push({ classId, radiusM, ...(await find(project, head, wanted, report, signal)) });
      }
    }
    throwIfAborted(signal);
    const dtms = await listDtms(project.database);
    const box = spec.box ?? (await project.useTerrain((terrain) => Promise.resolve(terrain.box)));
    const runId = await project.database.transaction(async (transaction) => {
      const info = {
        classIds: spec.classIds,
        radiiM,
        box,
        threshold: spec.threshold,
        encoder: encoder.card.name,
        heads: spec.classIds.map((classId) => heads.get(classId)?.name ?? ''),
        dtms: dtms.map((dtm) => basename(dtm.path)),
      };
      const { lastId } = await transaction.run('INSERT INTO runs (info, created_ms) VALUES (?, ?)', [
        JSON.stringify(info),
        Date.now(),
      ]);
      for (const { classId, radiusM, lattice, probabilities } of maps) {
        const inserted = await transaction.run(
          'INSERT INTO run_maps (run_id, class_id, radius_m, lattice) VALUES (?, ?, ?, ?)',
          [lastId, classId, radiusM, JSON.stringify(lattice)],
        );
        const map: RunMap = { id: inserted.lastId, classId, radiusM, lattice };
        for (const [key, values] of probabilities) {
          const [column = '0', row = '0'] = key.split(' ');
          await transaction.run(
            'INSERT INTO run_chunks (map_id, chunk_column, chunk_row, probabilities) VALUES (?, ?, ?, ?)',
            [map.id, Number(column), Number(row), bytesOf(values)],
          );
        }
        await storeDetections(transaction, map, await readMap(transaction, map), spec.threshold);
      }
      return lastId;
    });
    project.changed('detections', 'project');
    return { kind: 'detection-run', runId };
  };
}

/**
 * The head of a class for an encoder: the newest one fitted at one of the radii, else the one nearest to them in scale
 * (terrain looks alike across scales: paper, section 2.1), else one that is fitted now at the finest radius.
 */
async function headFor(
  project: Project,
  classId: string,
  encoderId: number,
  radiiM: readonly number[],
  report: Report,
  signal: AbortSignal,
): Promise<HeadInfo> {
  const candidates = (await listHeads(project.database)).filter(
    (head) => head.classId === classId && head.encoderId === encoderId,
  );
  const scaleDistance = (head: HeadInfo): number =>
    Math.min(...radiiM.map((radiusM) => Math.abs(Math.log2(head.radiusM / radiusM))));
  const [nearest] = candidates.sort((a, b) => scaleDistance(a) - scaleDistance(b) || b.id - a.id);
  if (nearest !== undefined) return nearest;
  const headId = await fitHead(
    project,
    {
      kind: 'fit-head',
      classId,
      encoderId,
      radiusM: radiiM[0] ?? 0,
      trainBox: undefined,
      testBox: undefined,
      seed: 0,
      c: null,
      gamma: null,
      balanced: false,
      symmetries: false,
    },
    report,
    signal,
  );
  const fitted = (await listHeads(project.database)).find(({ id }) => id === headId);
  if (fitted === undefined)
    throw new UserError('not-found', `The head for ${classId} was removed meanwhile.`);
  return fitted;
}

/** Probabilities by chunk of a lattice; NaN outside the box and where no patch exists. */
interface Probabilities {
  readonly lattice: LatticeValue;
  readonly probabilities: ReadonlyMap<string, Float32Array>;
}

interface ProbabilityMap extends Probabilities {
  readonly classId: string;
  readonly radiusM: number;
}

/** Probabilities by a layer's embeddings, which are made and stored where they are missing. */
async function classifyLayer(
  project: Project,
  head: HeadInfo,
  wanted: LayerWanted,
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
  const chunks = new Map<string, Float32Array>();
  for await (const chunk of readChunks(project.database, layer)) {
    throwIfAborted(signal);
    const cells = cellsInBox(layer.lattice, chunk, wanted.box);
    if (cells.length === 0) continue;
    const { size } = layer;
    const embeddings = new Float32Array(cells.length * size);
    for (const [row, cell] of cells.entries()) {
      embeddings.set(chunk.embeddings.subarray(cell * size, (cell + 1) * size), row * size);
    }
    const { probabilities } = await project.compute.heads.predict({ head: model, embeddings }, signal);
    const values = new Float32Array(CHUNK_SIZE).fill(NaN);
    for (const [row, cell] of cells.entries()) values[cell] = probabilities[row] ?? NaN;
    chunks.set(`${chunk.chunkColumn} ${chunk.chunkRow}`, values);
  }
  return { lattice: layer.lattice, probabilities: chunks };
}

/** Probabilities by the mean decision over copies of each patch; their embeddings are used once and not stored. */
async function classifyCopies(
  project: Project,
  head: HeadInfo,
  { encoderId, radiusM, stepM, box }: LayerWanted,
  report: Report,
  signal: AbortSignal,
): Promise<Probabilities> {
  const ground = await project.useTerrain((terrain) => Promise.resolve(terrain.box));
  const lattice = latticeForBox(box ?? ground, stepM);
  const all = chunksOf(lattice);
  const chunks = new Map<string, Float32Array>();
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
  let done = 0;
  for await (const { chunkColumn, chunkRow, probabilities } of stream) {
    const message = `Looking for ${head.classId} at ${radiusM} m`;
    report({ done: ++done * CHUNK_SIZE, total: all.length * CHUNK_SIZE, unit: 'patches', message });
    const valid = Uint8Array.from(probabilities, (probability) => (Number.isNaN(probability) ? 0 : 1));
    const cells = cellsInBox(lattice, { chunkColumn, chunkRow, valid }, box);
    if (cells.length === 0) continue;
    const values = new Float32Array(CHUNK_SIZE).fill(NaN);
    for (const cell of cells) values[cell] = probabilities[cell] ?? NaN;
    chunks.set(`${chunkColumn} ${chunkRow}`, values);
  }
  return { lattice, probabilities: chunks };
}

function cellsInBox(
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
