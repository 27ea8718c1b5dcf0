import { LRUCache } from 'lru-cache';
import type { HeadInfo } from '../../../shared/contract/heads';
import { UserError } from '../../../shared/errors';
import { FLAT_TIMES, TOO_FLAT } from '../../../shared/terrain/flatGround';
import type { TaskSpec } from '../../../shared/task';
import type { TaskResult } from '../../../shared/taskResult';
import type { Project, TaskWork } from '../context';
import { flatGround } from '../maps/flatGround';
import { decisionsOver } from '../maps/decisions';
import { probabilityMap } from '../detections/detect';
import { mapHead } from '../detections/mapHeads';
import { type LatticeMap, latticeTile } from '../detections/probabilityTile';
import { cellAt } from '../../terrain/geo/lattice';
import { listHeads, readHead } from '../heads/heads';

type CompareSpec = Extract<TaskSpec, { kind: 'compare-heads' }>;

/**
 * Probabilities of the second head minus those of the first, -1..1, by their heads: the layer that they are made from is stored, so
 * that a comparison takes only a moment to compute again.
 */
class Comparisons extends LRUCache<string, LatticeMap> {
  constructor() {
    super({ max: 4 });
  }
}

/** Compares two heads of one class: the probabilities of each at the radius of the second, wherever the terrain has patches. */
export function compareHeadsWork(project: Project, { headIds, box }: CompareSpec): TaskWork {
  return async (report, signal) => {
    const heads = await listHeads(project.database);
    const [first, second] = headIds.map((id) => heads.find((head) => head.id === id));
    if (first === undefined || second === undefined) {
      throw new UserError('not-found', 'A head to compare is no longer in the project.');
    }
    if (first.classId !== second.classId) {
      throw new UserError(
        'bad-input',
        `${first.name} and ${second.name} are of different classes. Choose two versions of one class.`,
      );
    }
    const { radiusM } = second;
    const flat = await flatGround(project, FLAT_TIMES);
    const ask = async (head: HeadInfo): Promise<LatticeMap> => {
      const ready = mapHead(await readHead(project.database, head), radiusM);
      const wanted = { encoderId: head.encoderId, radiusM, stepM: radiusM / 2, box, flat, keep: true };
      const { lattice, maps } = await decisionsOver(project, [ready.model], wanted, report, signal);
      return { lattice, values: probabilityMap(maps[0] ?? new Float32Array(), ready) };
    };
    const [a, b] = [await ask(first), await ask(second)];
    const comparison = { lattice: b.lattice, values: differences(a, b) };
    project.caches.of(Comparisons).set(headIds.join(' '), comparison);
    return { kind: 'comparison', headIds, change: changeOf(comparison.values) };
  };
}

/** Change of a probability from which on a place counts as changed. */
const NOTABLE_CHANGE = 0.25;

/** What a map of differences amounts to, NaN where there is none. */
function changeOf(values: Float32Array): Extract<TaskResult, { kind: 'comparison' }>['change'] {
  const changes = values.filter((value) => !Number.isNaN(value));
  return {
    places: changes.length,
    risen: changes.filter((value) => value >= NOTABLE_CHANGE).length,
    fallen: changes.filter((value) => value <= -NOTABLE_CHANGE).length,
    meanChange: changes.reduce((sum, value) => sum + Math.abs(value), 0) / changes.length,
  };
}

/** One tile of a comparison, [256, 256]; null where nothing is, or where the heads were not compared. */
export function comparisonTile(
  project: Project,
  { headIds, ...tile }: { headIds: readonly number[]; z: number; x: number; y: number },
): Float32Array | null {
  const comparison = project.caches.of(Comparisons).get(headIds.join(' '));
  return comparison === undefined ? null : latticeTile(comparison, tile);
}

/**
 * The second map minus the first, on the second's lattice. Both have the same step and zone, so that their cells coincide.
 * @returns [rows * columns] NaN where either has no value, or the terrain is too flat
 */
export function differences(first: LatticeMap, second: LatticeMap): Float32Array {
  const { columns, rows, stepM, originE, originN } = second.lattice;
  const left = Math.round((originE - first.lattice.originE) / stepM);
  const top = Math.round((first.lattice.originN - originN) / stepM);
  return second.values.map((value, cell) => {
    const at = cellAt({ columns }, cell);
    const [column, row] = [left + at[0], top + at[1]];
    const isThere = column >= 0 && row >= 0 && column < first.lattice.columns && row < first.lattice.rows;
    const before = first.values[row * first.lattice.columns + column] ?? NaN;
    return isThere && cell < rows * columns && value !== TOO_FLAT && before !== TOO_FLAT
      ? value - before
      : NaN;
  });
}
