import type { HeadInfo } from '../../../shared/contract/heads';
import { throwIfAborted } from '../../../shared/errors';
import type { Project, TaskWork } from '../context';
import { readHeadModel, readMapping } from '../heads/heads';
import { exclusiveClassIds } from '../labels/exclusive';
import { decisionsOver, type Decisions, type MapWanted } from '../maps/decisions';
import { detect, type MapHead, type MapShown } from './detect';

/** A head as it makes maps at a radius. @throws UserError `not-found` */
export async function mapHead(project: Project, headId: number, radiusM: number): Promise<MapHead> {
  const { mapping } = await readMapping(project.database, headId);
  return {
    model: await readHeadModel(project.database, headId),
    anchor: mapping.anchor,
    mapping: mapping.mappings.find((known) => known.radiusM === radiusM) ?? null,
  };
}

/** What a head shows on a lattice. */
export interface HeadMap extends MapShown {
  readonly head: HeadInfo;
  readonly lattice: Decisions['lattice'];
}

/**
 * Maps and detections of heads at a radius, classes that exclude each other together, the others one by one: memory holds the
 * maps of those that compete.
 */
export async function* mapsOf(
  project: Project,
  heads: readonly HeadInfo[],
  wanted: MapWanted,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): AsyncGenerator<HeadMap> {
  const exclusive = await exclusiveClassIds(project.database);
  const rivals = heads.filter(({ classId }) => exclusive.has(classId));
  const others = heads.filter(({ classId }) => !exclusive.has(classId));
  for (const group of [rivals, ...others.map((head) => [head])]) {
    throwIfAborted(signal);
    if (group.length === 0) continue;
    const ready: MapHead[] = [];
    for (const { id } of group) ready.push(await mapHead(project, id, wanted.radiusM));
    const models = ready.map(({ model }) => model);
    const decisions = await decisionsOver(project, models, wanted, report, signal);
    report({ done: 0, total: 1, unit: 'maps', message: `Finding detections at ${wanted.radiusM} m` });
    const shown = await detect(project, ready, decisions, wanted, signal);
    for (const [index, map] of shown.entries()) {
      const head = group[index];
      if (head !== undefined) yield { ...map, head, lattice: decisions.lattice };
    }
  }
}
