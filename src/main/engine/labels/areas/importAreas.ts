import { z } from 'zod';
import { checkedRings } from '../../../../shared/geo/checkedRings';
import { throwIfAborted, UserError } from '../../../../shared/errors';
import type { Ring } from '../../../../shared/geo/rings';
import type { Project, TaskWork } from '../../context';
import type { Transaction } from '../../store/database';
import { findClasses } from '../classes';
import type { FoundArea } from '../labelReaderContract';
import { isOsmRef } from '../osmRef';
import { refInFile } from '../refInFile';
import { findPlaces, insertArea } from './areas';

/** An area of a file, with places in it; none where it lies outside the terrain, or is known already. */
interface SampledArea {
  readonly classId: string;
  readonly positive: boolean;
  readonly source: 'osm' | 'file';
  readonly ref: string;
  readonly rings: readonly Ring[];
  readonly isNew: boolean;
  /** [n, 2] lon, lat in degrees */
  readonly places: Float64Array;
}

/**
 * Spreads places over the areas of a file.
 * @returns the areas, and how many outlines are none
 */
export async function sampleAreas(
  project: Project,
  found: readonly FoundArea[],
  about: {
    readonly classes: readonly { readonly id: string }[];
    readonly file: string;
    readonly report: Parameters<TaskWork>[0];
    readonly signal: AbortSignal;
  },
): Promise<{ readonly sampled: readonly SampledArea[]; readonly noArea: number }> {
  const classes = await findClasses(
    project.database,
    about.classes.map(({ id }) => id),
  );
  const rows = await project.database.all(
    z.object({ class_id: z.string(), source_ref: z.string() }),
    'SELECT class_id, source_ref FROM areas WHERE source_ref IS NOT NULL',
  );
  const known = new Set(rows.map(({ class_id, source_ref }) => `${class_id} ${source_ref}`));
  const sampled: SampledArea[] = [];
  let noArea = 0;
  for (const [index, area] of found.entries()) {
    throwIfAborted(about.signal);
    about.report({ done: index, total: found.length, unit: 'areas', message: about.file });
    const labelClass = classes[area.classIndex];
    const rings = ringsOf(area);
    if (rings === null || labelClass === undefined) {
      noArea += 1;
      continue;
    }
    const ref = area.ref ?? refInFile(about.file, rings[0]?.[0] ?? 0, rings[0]?.[1] ?? 0);
    const key = `${labelClass.id} ${ref}`;
    const isNew = !known.has(key);
    known.add(key);
    sampled.push({
      ...{ classId: labelClass.id, positive: area.positive, ref, rings, isNew },
      source: isOsmRef(ref) ? 'osm' : 'file',
      places: isNew ? await findPlaces(project, labelClass, area.positive, rings, null) : new Float64Array(),
    });
  }
  return { sampled, noArea };
}

/** Adds the areas that are new and on the terrain; returns how many. */
export async function putAreas(transaction: Transaction, sampled: readonly SampledArea[]): Promise<number> {
  const added = sampled.filter(({ places }) => places.length > 0);
  for (const area of added) await insertArea(transaction, area, area.places);
  return added.length;
}

/** Null for rings that are no area. */
function ringsOf({ rings }: FoundArea): Ring[] | null {
  try {
    return checkedRings(rings);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
