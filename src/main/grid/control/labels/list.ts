import { z } from 'zod';
import type { Sql } from '../database';

/** How many labels of a class there are, and whose last answer they have. */
const labelCount = z.object({
  classId: z.string(),
  labeller: z.string(),
  positives: z.number(),
  negatives: z.number(),
  lastMs: z.number(),
});
export type LabelCount = z.infer<typeof labelCount>;

/** Counts the labels of a grid by class and by whose last answer they have. */
export const countLabels = (sql: Sql): Promise<LabelCount[]> =>
  sql.all(
    labelCount,
    `SELECT class_id AS "classId", labels.changed_by AS labeller, count(*) FILTER (WHERE positive)::integer AS positives,
            count(*) FILTER (WHERE NOT positive)::integer AS negatives,
            (1000 * extract(epoch FROM max(labels.changed)))::float8 AS "lastMs"
     FROM topo2vec.labels JOIN topo2vec.classes ON classes.id = class_id WHERE NOT labels.removed
     GROUP BY position, class_id, labels.changed_by ORDER BY position, class_id, labels.changed_by`,
  );

const listedLabel = z.object({
  id: z.string(),
  classId: z.string(),
  className: z.string(),
  lonDeg: z.number(),
  latDeg: z.number(),
  positive: z.boolean(),
  source: z.string(),
  sourceRef: z.string().nullable(),
  checked: z.boolean(),
  name: z.string().nullable(),
  note: z.string().nullable(),
  labeller: z.string(),
  changedMs: z.number(),
  /** Answers that it had before. */
  earlier: z.number(),
});
export type ListedLabel = z.infer<typeof listedLabel>;

/** All labels of a grid, with who answered last and how many answers each had before. */
export const listGridLabels = (sql: Sql): Promise<ListedLabel[]> =>
  sql.all(
    listedLabel,
    `SELECT labels.id, class_id AS "classId", classes.name AS "className", lon_deg AS "lonDeg", lat_deg AS "latDeg", positive,
            source, source_ref AS "sourceRef", checked, labels.name, note, labels.changed_by AS labeller,
            (1000 * extract(epoch FROM labels.changed))::float8 AS "changedMs",
            (SELECT count(*)::integer - 1 FROM topo2vec.label_history
             WHERE kind = 'labels' AND label_history.id = labels.id::text) AS earlier
     FROM topo2vec.labels JOIN topo2vec.classes ON classes.id = class_id WHERE NOT labels.removed ORDER BY labels.change`,
  );

/** Ids of the classes of a grid of which a place is one alone. */
export const exclusiveClassIds = async (sql: Sql): Promise<ReadonlySet<string>> =>
  new Set(
    (
      await sql.all(
        z.object({ id: z.string() }),
        'SELECT id FROM topo2vec.classes WHERE exclusive AND NOT removed',
      )
    ).map(({ id }) => id),
  );
