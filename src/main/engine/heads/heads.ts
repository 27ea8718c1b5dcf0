import { z } from 'zod';
import { headModel, type HeadModel } from '../../../shared/contract/compute';
import { headInfo, type HeadInfo } from '../../../shared/contract/heads';
import { UserError } from '../../../shared/errors';
import { lonLatBox } from '../../../shared/geo/lonLat';
import type { MapMeasure } from '../../../shared/mapQuality/mapQuality';
import type { Project } from '../context';
import { otherGroundOf, usableKey } from '../dtms/dtms';
import { blob, bytesOf, float32Of } from '../store/blob';
import type { Reader } from '../store/database';
import { removeRow } from '../store/removals';
import { recordStep } from '../store/undo';
import { headMapping, type Mapping } from '../maps/mapping';

/** What is stored of a head beside its columns. */
const storedInfo = headInfo
  .omit({
    id: true,
    name: true,
    classId: true,
    encoderId: true,
    radiusM: true,
    otherGround: true,
    createdMs: true,
  })
  .extend({
    symmetries: headInfo.shape.symmetries.default(false),
    map: headInfo.shape.map.default([]),
  });

/** How a head's training set was drawn. */
const drawn = z.object({
  trainBox: lonLatBox.optional(),
  testBox: lonLatBox.optional(),
  trainSize: z.number().optional(),
  seed: z.number(),
});

/** What detection needs of a head beside its model; older versions and labelling loops kept none of it. */
const storedMapping = z.object({
  mapping: headMapping.default({ anchor: null, mappings: [] }),
  drawn: drawn.nullable().default(null),
});
type StoredMapping = z.infer<typeof storedMapping>;

/** Key of the ground that a head learned from; older versions did not keep it. */
const storedGround = z.object({ ground: z.string().default('') });

const infoRow = z.object({
  id: z.number(),
  name: z.string(),
  class_id: z.string(),
  encoder_id: z.number(),
  radius_m: z.number(),
  info: z.string(),
  created_ms: z.number(),
});

/** Numbers of a model that stand in JSON; its arrays are BLOBs. */
const modelNumbers = headModel
  .omit({ vectors: true, coefficients: true })
  .extend({ copies: headModel.shape.copies.default(1) });

/** The project's heads, newest first. */
export async function listHeads(reader: Reader): Promise<HeadInfo[]> {
  const rows = await reader.all(
    infoRow,
    'SELECT id, name, class_id, encoder_id, radius_m, info, created_ms FROM present_heads ORDER BY id DESC',
  );
  const isOther = await otherGroundOf(reader);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    classId: row.class_id,
    encoderId: row.encoder_id,
    radiusM: row.radius_m,
    createdMs: row.created_ms,
    otherGround: isOther(storedGround.parse(JSON.parse(row.info)).ground),
    ...storedInfo.parse(JSON.parse(row.info)),
  }));
}

/** @throws UserError `not-found` */
export async function findHead(reader: Reader, headId: number): Promise<HeadInfo> {
  const found = (await listHeads(reader)).find(({ id }) => id === headId);
  if (found === undefined) throw new UserError('not-found', 'This head is no longer in the project.');
  return found;
}

/** Stores a head; its name tells class, radius and number. */
export async function addHead(
  project: Project,
  head: { classId: string; encoderId: number; radiusM: number },
  info: z.infer<typeof storedInfo>,
  model: HeadModel,
  mapping?: StoredMapping,
): Promise<number> {
  const { vectors, coefficients, ...numbers } = model;
  const ground = await usableKey(project);
  const id = await project.database.transaction(async (transaction) => {
    const { lastId } = await transaction.run(
      `INSERT INTO heads (name, class_id, encoder_id, radius_m, info, model, vectors, coefficients, created_ms)
       VALUES ('', ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        head.classId,
        head.encoderId,
        head.radiusM,
        JSON.stringify({ ...info, ...mapping, ground }),
        JSON.stringify(numbers),
        bytesOf(vectors),
        bytesOf(coefficients),
        Date.now(),
      ],
    );
    await transaction.run('UPDATE heads SET name = ? WHERE id = ?', [
      `${head.classId} ${head.radiusM} m #${lastId}`,
      lastId,
    ]);
    return lastId;
  });
  project.changed('heads', 'project');
  return id;
}

/** @throws UserError `not-found` */
export async function readHeadModel(reader: Reader, headId: number): Promise<HeadModel> {
  const found = await reader.get(
    z.object({ model: z.string(), vectors: blob, coefficients: blob }),
    'SELECT model, vectors, coefficients FROM present_heads WHERE id = ?',
    [headId],
  );
  if (found === null) throw new UserError('not-found', 'This head is no longer in the project.');
  return {
    ...modelNumbers.parse(JSON.parse(found.model)),
    vectors: float32Of(found.vectors),
    coefficients: float32Of(found.coefficients),
  };
}

/** What makes maps of a head's decisions, and how it was drawn; null where that is not known. @throws UserError `not-found` */
export async function readMapping(reader: Reader, headId: number): Promise<StoredMapping> {
  const found = await reader.get(
    z.object({ info: z.string() }),
    'SELECT info FROM present_heads WHERE id = ?',
    [headId],
  );
  if (found === null) throw new UserError('not-found', 'This head is no longer in the project.');
  return storedMapping.parse(JSON.parse(found.info));
}

/** Keeps what was measured of a head at another radius; no step, since nothing that anybody made changes. */
export async function addMapping(
  project: Project,
  headId: number,
  { mapping: found, measure }: { readonly mapping: Mapping; readonly measure: MapMeasure },
): Promise<void> {
  const { map, radiusM } = await findHead(project.database, headId);
  const { mapping } = await readMapping(project.database, headId);
  await project.database.transaction(async (transaction) => {
    await transaction.run(
      "UPDATE heads SET info = json_set(info, '$.map', json(?), '$.mapping', json(?)) WHERE id = ?",
      [
        JSON.stringify([...map, measure]),
        JSON.stringify({ ...mapping, mappings: [...mapping.mappings, found] }),
        headId,
      ],
    );
    if (found.radiusM === radiusM)
      await transaction.run(
        "UPDATE heads SET model = json_set(model, '$.plattA', ?, '$.plattB', ?) WHERE id = ?",
        [found.plattA, found.plattB, headId],
      );
  });
  project.changed('heads', 'project');
}

/** Removes a head; detections made with it stay. */
export async function removeHead(project: Project, headId: number): Promise<void> {
  const { name } = await findHead(project.database, headId);
  await recordStep(project.database, `Remove head ${name}`, (transaction) =>
    removeRow(transaction, 'heads', headId),
  );
  project.changed('heads', 'project', 'undo');
}
