import { z } from 'zod';
import { headNumbers, type HeadModel } from '../../../shared/contract/compute';
import { headInfo, type HeadInfo } from '../../../shared/contract/heads';
import { UserError } from '../../../shared/errors';
import { lonLatBox } from '../../../shared/geo/lonLat';
import type { MapMeasure } from '../../../shared/mapQuality/mapQuality';
import type { Project } from '../context';
import { otherTerrainOf, usableKey } from '../dtms/dtms';
import { blob, bytesOf, float32Of } from '../store/blob';
import type { Reader } from '../store/database';
import { json } from '../store/json';
import { removeRow } from '../store/removals';
import { recordStep } from '../store/undo';
import { headMapping, type Mapping } from '../../layers/maps/mapping';

/** What is stored of a head beside its columns. */
export const storedInfo = headInfo
  .omit({
    id: true,
    name: true,
    classId: true,
    encoderId: true,
    radiusM: true,
    otherTerrain: true,
    createdMs: true,
  })
  .extend({
    symmetries: headInfo.shape.symmetries.default(false),
    map: headInfo.shape.map.default([]),
    kind: headInfo.shape.kind.default('svm'),
  });

/** How a head's training set was drawn. */
const drawn = z.object({
  trainBox: lonLatBox.optional(),
  testBox: lonLatBox.optional(),
  trainSize: z.number().optional(),
  seed: z.number(),
});

/** What turns a head's decisions into maps; older versions and labelling loops kept none of it. */
const storedMapping = z.object({
  mapping: headMapping.default({ anchor: null, mappings: [] }),
  drawn: drawn.nullable().default(null),
});

/** A head with all that detection needs of it. */
export interface StoredHead extends z.infer<typeof storedMapping> {
  readonly info: HeadInfo;
  readonly model: HeadModel;
}

/** Key of the terrain that a head was trained on; older versions did not keep it. */
const storedKey = z.object({ ground: z.string().default('') });

const infoRow = z.object({
  id: z.number(),
  name: z.string(),
  class_id: z.string(),
  encoder_id: z.number(),
  radius_m: z.number(),
  info: json(
    z
      .object({ ...storedInfo.shape, ...storedKey.shape })
      .transform(({ ground, ...info }) => ({ ground, info })),
  ),
  created_ms: z.number(),
});

/** Numbers of a model that are stored as JSON; its arrays are BLOBs. Older versions knew one kind, and one copy of a patch. */
const modelNumbers = z
  .record(z.string(), z.unknown())
  .transform((stored) => headNumbers.parse({ kind: 'svm', copies: 1, ...stored }));

/** The project's heads, newest first. */
export async function listHeads(reader: Reader): Promise<HeadInfo[]> {
  const rows = await reader.all(
    infoRow,
    'SELECT id, name, class_id, encoder_id, radius_m, info, created_ms FROM present_heads ORDER BY id DESC',
  );
  const isOther = await otherTerrainOf(reader);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    classId: row.class_id,
    encoderId: row.encoder_id,
    radiusM: row.radius_m,
    createdMs: row.created_ms,
    otherTerrain: isOther(row.info.ground),
    ...row.info.info,
  }));
}

/** @throws UserError `not-found` */
export async function findHead(reader: Reader, headId: number): Promise<HeadInfo> {
  const found = (await listHeads(reader)).find(({ id }) => id === headId);
  if (found === undefined) throw new UserError('not-found', 'This head is no longer in the project.');
  return found;
}

/** Stores a head; its name consists of class, radius and number. */
export async function addHead(
  project: Project,
  { classId, encoderId, radiusM }: Pick<HeadInfo, 'classId' | 'encoderId' | 'radiusM'>,
  info: z.infer<typeof storedInfo>,
  model: HeadModel,
  learned?: z.infer<typeof storedMapping>,
): Promise<StoredHead> {
  const { vectors, coefficients, ...numbers } = model;
  const ground = await usableKey(project);
  const createdMs = Date.now();
  const nameOf = (id: number): string => `${classId} ${radiusM} m #${id}`;
  const id = await project.database.transaction(async (transaction) => {
    const { lastId } = await transaction.run(
      `INSERT INTO heads (name, class_id, encoder_id, radius_m, info, model, vectors, coefficients, created_ms)
       VALUES ('', ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        classId,
        encoderId,
        radiusM,
        JSON.stringify({ ...info, ...learned, ground }),
        JSON.stringify(numbers),
        bytesOf(vectors),
        bytesOf(coefficients),
        createdMs,
      ],
    );
    await transaction.run('UPDATE heads SET name = ? WHERE id = ?', [nameOf(lastId), lastId]);
    return lastId;
  });
  project.changed('heads', 'project');
  return {
    info: { ...info, id, name: nameOf(id), classId, encoderId, radiusM, createdMs, otherTerrain: false },
    model,
    ...storedMapping.parse(learned ?? {}),
  };
}

/** A head of the project's list with the rest of it. @throws UserError `not-found` */
export async function readHead(reader: Reader, info: HeadInfo): Promise<StoredHead> {
  const found = await reader.get(
    z.object({ info: json(storedMapping), model: json(modelNumbers), vectors: blob, coefficients: blob }),
    'SELECT info, model, vectors, coefficients FROM present_heads WHERE id = ?',
    [info.id],
  );
  if (found === null) throw new UserError('not-found', 'This head is no longer in the project.');
  return {
    info,
    model: {
      ...found.model,
      vectors: float32Of(found.vectors),
      coefficients: float32Of(found.coefficients),
    },
    ...found.info,
  };
}

/**
 * Stores a head's measure at another radius; not an undo step, since nothing that a person made changes.
 * @returns the head with it
 */
export async function addMapping(
  project: Project,
  head: StoredHead,
  { mapping: found, measure }: { readonly mapping: Mapping; readonly measure: MapMeasure },
): Promise<StoredHead> {
  const map = [...head.info.map, measure];
  const mapping = { ...head.mapping, mappings: [...head.mapping.mappings, found] };
  const isOwnRadius = found.radiusM === head.info.radiusM;
  await project.database.transaction(async (transaction) => {
    await transaction.run(
      "UPDATE heads SET info = json_set(info, '$.map', json(?), '$.mapping', json(?)) WHERE id = ?",
      [JSON.stringify(map), JSON.stringify(mapping), head.info.id],
    );
    if (isOwnRadius)
      await transaction.run(
        "UPDATE heads SET model = json_set(model, '$.plattA', ?, '$.plattB', ?) WHERE id = ?",
        [found.plattA, found.plattB, head.info.id],
      );
  });
  project.changed('heads', 'project');
  const { plattA, plattB } = isOwnRadius ? found : head.model;
  return { ...head, info: { ...head.info, map }, model: { ...head.model, plattA, plattB }, mapping };
}

/** Removes a head; detections made with it stay. */
export async function removeHead(project: Project, headId: number): Promise<void> {
  const { name } = await findHead(project.database, headId);
  await recordStep(project.database, `Remove head ${name}`, (transaction) =>
    removeRow(transaction, 'heads', headId),
  );
  project.changed('heads', 'project', 'undo');
}
