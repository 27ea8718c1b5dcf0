import { LRUCache } from 'lru-cache';
import type { ClassMapSource } from '../../../shared/contract/classMaps';
import type { LatticeValue } from '../../../shared/contract/compute';
import { UserError } from '../../../shared/errors';
import { classMapCodes, MOST_CLASSES } from '../../../shared/labels/classMap';
import { TOO_FLAT } from '../../../shared/terrain/flatGround';
import type { Project } from '../context';
import type { Reader } from '../store/database';
import { findMap, readMap, type RunMap } from '../detections/runMaps';
import { findRun } from '../detections/runs';

/** Bytes of class maps kept in memory: 10 of 5 million cells. */
const KEPT_BYTES = 256e6;

/** Bytes of a cell: its code and its probability. */
const CELL_BYTES = 5;

/** The likeliest class of each cell of a lattice, whatever its probability. */
export interface ClassMap {
  readonly lattice: LatticeValue;
  /** [rows * columns] row-major, codes as shared/labels/classMap.ts has them; never `none` */
  readonly codes: Uint8Array;
  /** [rows * columns] that of the likeliest class, 0 where there is none */
  readonly probabilities: Float32Array;
}

/** The class maps that were looked at last; one never changes once its run is stored. */
class ClassMaps extends LRUCache<string, ClassMap, ClassMapSource & { readonly reader: Reader }> {
  constructor() {
    super({
      maxSize: KEPT_BYTES,
      // Whoever waits for a map gets it, even when the project closes meanwhile.
      ignoreFetchAbort: true,
      sizeCalculation: ({ codes }) => Math.min(KEPT_BYTES, CELL_BYTES * codes.length),
      fetchMethod: async (_key, _stale, { context: { reader, ...source } }) =>
        (await readClassMap(reader, source)) ?? undefined,
    });
  }
}

/**
 * The likeliest class of each place by a run's maps of one radius, of equally likely ones the first of the run. Exclusive classes
 * have competed by then, so that their probabilities sum to 1 at most; others join in with what they have. Null where the run has
 * no map of that radius.
 * @throws UserError `not-found` for a run that is not there, `bad-input` where it has too many classes
 */
export const classMapOf = async (
  { database: reader, caches }: Project,
  { runId, radiusM }: ClassMapSource,
): Promise<ClassMap | null> =>
  (await caches.of(ClassMaps).fetch(`${runId} ${radiusM}`, { context: { reader, runId, radiusM } })) ?? null;

async function readClassMap(reader: Reader, { runId, radiusM }: ClassMapSource): Promise<ClassMap | null> {
  const { classIds } = await findRun(reader, runId);
  if (classIds.length > MOST_CLASSES)
    throw new UserError('bad-input', `A class map holds ${MOST_CLASSES} classes at most.`);
  const found: { readonly code: number; readonly map: RunMap }[] = [];
  for (const [index, classId] of classIds.entries()) {
    const map = await findMap(reader, runId, classId, radiusM);
    if (map !== null) found.push({ code: index + 1, map });
  }
  const [first, ...others] = found.map(({ map }) => map.lattice);
  if (first === undefined) return null;
  const lattice = others.reduce(around, first);
  const codes = new Uint8Array(lattice.columns * lattice.rows).fill(classMapCodes.noPatch);
  const probabilities = new Float32Array(codes.length);
  // One map at a time, so that memory holds two.
  for (const { code, map } of found)
    writeLikelier({ lattice, codes, probabilities }, code, map.lattice, await readMap(reader, map));
  return { lattice, codes, probabilities };
}

/** The lattice around two of one CRS and step, which share their cells: one may have been widened to whole chunks. */
function around(one: LatticeValue, other: LatticeValue): LatticeValue {
  const { stepM } = one;
  const originE = Math.min(one.originE, other.originE);
  const originN = Math.max(one.originN, other.originN);
  const east = Math.max(...[one, other].map((each) => each.originE + each.columns * stepM));
  const south = Math.min(...[one, other].map((each) => each.originN - each.rows * stepM));
  const columns = Math.round((east - originE) / stepM);
  const rows = Math.round((originN - south) / stepM);
  return { ...one, originE, originN, columns, rows };
}

/** Writes a class where it is likelier than what is there. @param values [rows * columns] of a lattice within that of the map */
function writeLikelier(
  { lattice, codes, probabilities }: ClassMap,
  code: number,
  { originE, originN, columns, rows }: LatticeValue,
  values: Float32Array,
): void {
  const left = Math.round((originE - lattice.originE) / lattice.stepM);
  const top = Math.round((lattice.originN - originN) / lattice.stepM);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = values[row * columns + column] ?? NaN;
      if (Number.isNaN(value)) continue;
      const cell = (top + row) * lattice.columns + left + column;
      const isBare = (codes[cell] ?? 0) >= classMapCodes.tooFlat;
      if (value === TOO_FLAT) {
        if (isBare) codes[cell] = classMapCodes.tooFlat;
      } else if (isBare || value > (probabilities[cell] ?? 0)) {
        codes[cell] = code;
        probabilities[cell] = value;
      }
    }
  }
}
