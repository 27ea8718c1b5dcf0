import { throwIfAborted } from '../../../shared/errors';
import type { Project, TaskWork } from '../context';
import type { StoredHead } from '../heads/heads';
import type { ClassHead } from '../heads/headsFor';
import { decisionsOver, type Decisions, type MapWanted } from '../maps/decisions';
import { competingGroups } from '../../layers/maps/compete';
import type { MapHead } from '../../layers/maps/detectPlaces';
import { detect, type MapShown } from './detect';

/** A head as it makes maps at a radius. */
export const mapHead = ({ model, mapping: { anchor, mappings } }: StoredHead, radiusM: number): MapHead => ({
  model,
  anchor,
  mapping: mappings.find((known) => known.radiusM === radiusM) ?? null,
});

/** What a head shows on a lattice. */
export interface HeadMap extends MapShown {
  readonly classId: string;
  readonly lattice: Decisions['lattice'];
}

/**
 * Maps and detections of heads at a radius, classes that exclude each other together, the others one by one: memory holds the
 * maps of those that compete.
 * @param heads one for a class
 */
export async function* mapsOf(
  project: Project,
  heads: readonly ClassHead[],
  wanted: MapWanted,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): AsyncGenerator<HeadMap> {
  for (const group of competingGroups(heads, ({ labelClass }) => labelClass.exclusive)) {
    throwIfAborted(signal);
    const ready = group.map((head) => mapHead(head, wanted.radiusM));
    const models = ready.map(({ model }) => model);
    const decisions = await decisionsOver(project, models, wanted, report, signal);
    report({ done: 0, total: 1, unit: 'maps', message: `Finding detections at ${wanted.radiusM} m` });
    const shown = await detect(project, ready, decisions, wanted, signal);
    for (const [index, map] of shown.entries()) {
      const classId = group[index]?.labelClass.id;
      if (classId !== undefined) yield { ...map, classId, lattice: decisions.lattice };
    }
  }
}
