import { basename } from 'node:path';
import type { HeadInfo } from '../../../shared/contract/heads';
import { throwIfAborted, UserError } from '../../../shared/errors';
import { boxContains, type LonLatBox } from '../../../shared/geo';
import type { TaskSpec } from '../../../shared/task';
import { CHUNK_CELLS, locationsOfCells } from '../../terrain/geo/lattice';
import type { Project, TaskWork } from '../context';
import { listDtms } from '../dtms/dtms';
import { findEncoder } from '../encoders/encoders';
import { fitHead } from '../heads/fitHead';
import { listHeads, readHeadModel } from '../heads/heads';
import { findClasses } from '../labels/classes';
import { CHUNK_SIZE, ensureLayer, readChunks, type Layer, type LayerChunk } from '../layers/layers';
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
    const maps: {
      classId: string;
      radiusM: number;
      layer: Layer;
      probabilities: Map<string, Float32Array>;
    }[] = [];
    for (const radiusM of radiiM) {
      const layer = await ensureLayer(
        project,
        { encoderId: encoder.id, radiusM, stepM: spec.stepM ?? radiusM / 2, box: spec.box },
        report,
        signal,
      );
      for (const [index, classId] of spec.classIds.entries()) {
        report({
          done: index,
          total: spec.classIds.length,
          unit: 'classes',
          message: `Looking for ${classId} at ${radiusM} m`,
        });
        const head = heads.get(classId);
        if (head === undefined) continue;
        maps.push({
          classId,
          radiusM,
          layer,
          probabilities: await classify(project, head, layer, spec.box, signal),
        });
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
      for (const { classId, radiusM, layer, probabilities } of maps) {
        const inserted = await transaction.run(
          'INSERT INTO run_maps (run_id, class_id, radius_m, lattice) VALUES (?, ?, ?, ?)',
          [lastId, classId, radiusM, JSON.stringify(layer.lattice)],
        );
        const map: RunMap = { id: inserted.lastId, classId, radiusM, lattice: layer.lattice };
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
      c: 1,
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

/** Probabilities of a layer's cells that lie in the box, by chunk; NaN elsewhere. */
async function classify(
  project: Project,
  head: HeadInfo,
  layer: Layer,
  box: LonLatBox | undefined,
  signal: AbortSignal,
): Promise<Map<string, Float32Array>> {
  const model = await readHeadModel(project.database, head.id);
  const chunks = new Map<string, Float32Array>();
  for await (const chunk of readChunks(project.database, layer)) {
    throwIfAborted(signal);
    const wanted = cellsInBox(layer, chunk, box);
    if (wanted.length === 0) continue;
    const { size } = layer;
    const embeddings = new Float32Array(wanted.length * size);
    for (const [row, cell] of wanted.entries()) {
      embeddings.set(chunk.embeddings.subarray(cell * size, (cell + 1) * size), row * size);
    }
    const { probabilities } = await project.compute.heads.predict({ head: model, embeddings }, signal);
    const values = new Float32Array(CHUNK_SIZE).fill(NaN);
    for (const [row, cell] of wanted.entries()) values[cell] = probabilities[row] ?? NaN;
    chunks.set(`${chunk.chunkColumn} ${chunk.chunkRow}`, values);
  }
  return chunks;
}

function cellsInBox(layer: Layer, chunk: LayerChunk, box: LonLatBox | undefined): Uint32Array {
  const valid = Uint32Array.from(chunk.valid.keys()).filter((cell) => chunk.valid[cell] === 1);
  if (box === undefined) return valid;
  const columns = valid.map((cell) => chunk.chunkColumn * CHUNK_CELLS + (cell % CHUNK_CELLS));
  const rows = valid.map((cell) => chunk.chunkRow * CHUNK_CELLS + Math.floor(cell / CHUNK_CELLS));
  const locations = locationsOfCells(layer.lattice, columns, rows);
  return valid.filter((_, index) => {
    return boxContains(box, locations[2 * index] ?? NaN, locations[2 * index + 1] ?? NaN);
  });
}
