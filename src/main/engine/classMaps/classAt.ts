import type { ClassHere, ClassMapSource } from '../../../shared/contract/classMaps';
import type { LatticeValue } from '../../../shared/contract/compute';
import type { LonLat } from '../../../shared/geo/lonLat';
import { classMapCodes } from '../../../shared/labels/classMap';
import { cellMapper } from '../../terrain/geo/lattice';
import type { Project } from '../context';
import { classMapOf } from './classMap';
import { drawnMap } from '../detections/probabilityTile';
import { findRun } from '../detections/runs';

/**
 * The likeliest class in the cell of a class map that a place lies in, and the probability of each of the run's classes there;
 * null off the map.
 */
export async function classAt(
  project: Project,
  source: ClassMapSource,
  place: LonLat,
): Promise<ClassHere | null> {
  const map = await classMapOf(project, source);
  const cell = map === null ? -1 : cellAtPlace(map.lattice, place);
  const code = map?.codes[cell] ?? classMapCodes.noPatch;
  if (map === null || code === classMapCodes.noPatch) return null;
  const { classIds } = await findRun(project.database, source.runId);
  const probabilities: (number | null)[] = [];
  for (const classId of classIds) {
    const one = await drawnMap(project, { ...source, classId });
    const value = one === null ? NaN : (one.values[cellAtPlace(one.lattice, place)] ?? NaN);
    probabilities.push(value >= 0 ? value : null);
  }
  return { code, probability: map.probabilities[cell] ?? 0, probabilities };
}

/** Index of the cell that a place lies in, -1 outside. */
function cellAtPlace(lattice: LatticeValue, { lonDeg, latDeg }: LonLat): number {
  const [column = NaN, row = NaN] = cellMapper(lattice)(lonDeg, latDeg).map(Math.round);
  const { columns, rows } = lattice;
  return column >= 0 && row >= 0 && column < columns && row < rows ? row * columns + column : -1;
}
