import { z } from 'zod';
import { UserError } from '../../../shared/errors';
import { labelCount, type LabelCount } from '../../../shared/heads/labelsChanged';
import { classShapes, labelClass, tagFilter, type LabelClass } from '../../../shared/labels/labelClasses';
import type { LabelClassInfo } from '../../../shared/contract/labels';
import type { Project } from '../context';
import type { Reader, Transaction } from '../store/database';
import { json } from '../store/json';
import { removeHeadsOf } from '../store/removals';
import { recordStep } from '../store/undo';

const classRow = z.object({
  id: z.string(),
  name: z.string(),
  colour: z.string(),
  letter: z.string(),
  shape: z.enum(classShapes).catch('disc'),
  filter: json(tagFilter).nullable(),
  geometry: z.enum(['point', 'line']),
  orientation_matters: z.number(),
  exclusive: z.number(),
  radius_m: z.number().nullable(),
});
const COLUMNS = 'id, name, colour, letter, shape, filter, geometry, orientation_matters, exclusive, radius_m';

/** The project's label classes in their order, with how many labels each has. */
export async function listClasses(reader: Reader): Promise<LabelClassInfo[]> {
  const rows = await reader.all(
    classRow.extend({ positives: z.number(), negatives: z.number() }),
    `SELECT ${COLUMNS}, count(l.class_id) FILTER (WHERE l.positive = 1) AS positives,
            count(l.class_id) FILTER (WHERE l.positive = 0) AS negatives
     FROM label_classes AS c LEFT JOIN (SELECT class_id, positive FROM labels) AS l ON l.class_id = c.id
     GROUP BY c.id ORDER BY c.position, c.id`,
  );
  return rows.map((row) => ({ ...classOf(row), positives: row.positives, negatives: row.negatives }));
}

/** How many labels a class has. */
export async function countLabels(reader: Reader, classId: string): Promise<LabelCount> {
  const row = await reader.get(
    labelCount,
    `SELECT count(*) FILTER (WHERE positive = 1) AS positives, count(*) FILTER (WHERE positive = 0) AS negatives
     FROM labels WHERE class_id = ?`,
    [classId],
  );
  return row ?? { positives: 0, negatives: 0 };
}

const classOf = ({
  orientation_matters,
  exclusive,
  radius_m,
  ...rest
}: z.infer<typeof classRow>): LabelClass => ({
  ...rest,
  orientationMatters: orientation_matters === 1,
  exclusive: exclusive === 1,
  radiusM: radius_m,
});

/**
 * The classes of the given ids, in that order.
 * @throws UserError `not-found` naming the existing classes
 */
export async function findClasses(reader: Reader, classIds: readonly string[]): Promise<LabelClass[]> {
  return classIds.map(await classFinder(reader));
}

/** The class of an id. @throws UserError `not-found` naming the existing classes */
export async function findClass(reader: Reader, classId: string): Promise<LabelClass> {
  return (await classFinder(reader))(classId);
}

async function classFinder(reader: Reader): Promise<(id: string) => LabelClass> {
  // Without their numbers of labels: counting takes long where there are many.
  const classes = await reader.all(classRow, `SELECT ${COLUMNS} FROM label_classes ORDER BY position, id`);
  return (id) => {
    const found = classes.find((candidate) => candidate.id === id);
    if (found === undefined) {
      const known = classes.map((candidate) => candidate.id).join(', ');
      throw new UserError('not-found', `There is no label class "${id}". The project has: ${known}.`);
    }
    return labelClass.parse(classOf(found));
  };
}

/** The radius that was chosen for a class, metres. @throws UserError `bad-input` where none was */
export function ownRadiusM({ name, radiusM }: Pick<LabelClass, 'name' | 'radiusM'>): number {
  if (radiusM !== null) return radiusM;
  throw new UserError(
    'bad-input',
    `${name} has no radius yet. Choose one, or use the one that the scale finder finds best.`,
  );
}

/** Adds a class, or changes the one of the same id. */
export async function putClass(project: Project, entry: LabelClass): Promise<void> {
  const before = (await listClasses(project.database)).find(({ id }) => id === entry.id);
  await recordStep(project.database, putStep(before, entry), (transaction) =>
    insertClass(transaction, entry),
  );
  project.changed('classes', 'detections', 'undo');
}

function putStep(before: LabelClass | undefined, { name }: LabelClass): string {
  if (before === undefined) return `Add class ${name}`;
  return before.name === name ? `Change class ${name}` : `Rename class ${before.name} to ${name}`;
}

/** Adds a class after the others, or changes the one of the same id, within a step. */
export async function insertClass(transaction: Transaction, entry: LabelClass): Promise<void> {
  await transaction.run(
    `INSERT INTO label_classes (id, position, name, colour, letter, shape, filter, geometry, orientation_matters,
       exclusive, radius_m)
     VALUES (?, (SELECT coalesce(max(position), -1) + 1 FROM label_classes), ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, colour = excluded.colour, letter = excluded.letter,
       shape = excluded.shape, filter = excluded.filter, geometry = excluded.geometry,
       orientation_matters = excluded.orientation_matters, exclusive = excluded.exclusive,
       radius_m = excluded.radius_m`,
    [
      ...[entry.id, entry.name, entry.colour, entry.letter, entry.shape],
      entry.filter === null ? null : JSON.stringify(entry.filter),
      entry.geometry,
      entry.orientationMatters ? 1 : 0,
      entry.exclusive ? 1 : 0,
      entry.radiusM,
    ],
  );
}

/**
 * Moves a class among the others.
 * @param to its place then, counted from 0; beyond the last it is the last
 * @throws UserError `not-found`
 */
export async function moveClass(project: Project, classId: string, to: number): Promise<void> {
  const { name } = await findClass(project.database, classId);
  await recordStep(project.database, `Move class ${name}`, async (transaction) => {
    const ids = (await listClasses(transaction)).map(({ id }) => id).filter((id) => id !== classId);
    for (const [position, id] of [...ids.slice(0, to), classId, ...ids.slice(to)].entries())
      await transaction.run('UPDATE label_classes SET position = ? WHERE id = ? AND position <> ?', [
        ...[position, id, position],
      ]);
  });
  // Labels count their classes by this order.
  project.changed('classes', 'labels', 'undo');
}

/** Removes a class with its labels, areas and heads. Runs keep what they found of it. */
export async function removeClass(project: Project, classId: string): Promise<void> {
  const { name } = await findClass(project.database, classId);
  await recordStep(project.database, `Remove class ${name}`, async (transaction) => {
    await removeHeadsOf(transaction, classId);
    await transaction.run('DELETE FROM label_classes WHERE id = ?', [classId]);
  });
  project.changed('classes', 'areas', 'labels', 'grid-verdicts', 'heads', 'undo');
}
