import { basename } from 'node:path';
import { z } from 'zod';
import { dtmInfo, type DtmInfo } from '../../../shared/contract/dtms';
import type { TerrainSources } from '../../../shared/contract/compute';
import { UserError } from '../../../shared/errors';
import { findCrs } from '../../terrain/geo/crs';
import type { Project } from '../context';
import type { Reader } from '../store/database';
import { json } from '../store/json';
import type { FoundDtm } from '../access/findDtmFile';

/** What is shown of a DTM even while its file is missing. */
const shownDtm = dtmInfo.pick({
  format: true,
  width: true,
  height: true,
  dataType: true,
  crsCode: true,
  crsName: true,
  crsAccuracyM: true,
  pixelWidthM: true,
  pixelHeightM: true,
  box: true,
});

/** What the project stores of a DTM besides its path. */
const rememberedDtm = shownDtm.extend({
  /** Metres; projects of older versions do not know it. */
  crsAccuracyM: z.number().nullable().default(null),
  bytes: z.number(),
  /** Time of the file's last change, milliseconds since 1970; projects of older versions do not know it. */
  modifiedMs: z.number().nullable().default(null),
  /** Vertical noise, metres; null where it was not estimated yet, as in projects of older versions. */
  noiseM: z.number().nullable().default(null),
});
export type RememberedDtm = z.infer<typeof rememberedDtm>;

const row = z.object({
  id: z.number(),
  path: z.string(),
  crs: z.string().nullable(),
  band: z.number().nullable(),
  fingerprint: z.string(),
  metadata: json(rememberedDtm),
  min_m: z.number().nullable(),
  max_m: z.number().nullable(),
  no_data_share: z.number().nullable(),
  name: z.string().nullable(),
});

type Row = z.infer<typeof row>;

/** The rows of the project's DTMs. */
export const readRows = (reader: Reader): Promise<Row[]> => reader.all(row, 'SELECT * FROM dtms ORDER BY id');

/** The project's DTMs, and where their files are now. */
export async function listDtms(project: Project): Promise<DtmInfo[]> {
  const found = await findDtms(project);
  return found.map(({ dtm, path, state }) => {
    return {
      id: dtm.id,
      path,
      name: nameOf(dtm),
      ...shownDtm.parse(dtm.metadata),
      minM: dtm.min_m,
      maxM: dtm.max_m,
      noDataShare: dtm.no_data_share,
      noiseM: dtm.metadata.noiseM,
      state,
    };
  });
}

type Found = FoundDtm & { readonly dtm: Row };

async function findDtms({ database, dtmFiles }: Pick<Project, 'database' | 'dtmFiles'>): Promise<Found[]> {
  return Promise.all(
    (await readRows(database)).map(async (dtm) => {
      const { path, fingerprint, metadata } = dtm;
      return { dtm, ...(await dtmFiles.find({ ...metadata, path, fingerprint })) };
    }),
  );
}

/**
 * Stores where DTMs were found, and that they were compared, so that the next opening is quick. Not an undo step: nothing is new.
 */
export async function rememberFound(project: Project): Promise<void> {
  const moved = (await findDtms(project)).filter(
    ({ dtm, path, known }) =>
      known !== null && (path !== dtm.path || known.modifiedMs !== dtm.metadata.modifiedMs),
  );
  if (moved.length === 0) return;
  await project.database.transaction(async (transaction) => {
    for (const { dtm, path, known } of moved) {
      const metadata = JSON.stringify({ ...dtm.metadata, modifiedMs: known?.modifiedMs ?? null });
      await transaction.run('UPDATE dtms SET path = ?, metadata = ? WHERE id = ?', [path, metadata, dtm.id]);
    }
  });
}

/** File names of the project's DTMs, wherever the files are now: what exports and runs say that they come from. */
export const dtmFileNames = async (reader: Reader): Promise<string[]> =>
  (await readRows(reader)).map(({ path }) => basename(path));

/** What each DTM's contents are known by. */
export const fingerprintsById = async (reader: Reader): Promise<Map<number, string>> =>
  new Map(
    (await reader.all(row.pick({ id: true, fingerprint: true }), 'SELECT id, fingerprint FROM dtms')).map(
      ({ id, fingerprint }) => [id, fingerprint],
    ),
  );

/** The names of the project's DTMs, by the current paths of their files. */
export async function dtmNames(
  project: Pick<Project, 'database' | 'dtmFiles'>,
): Promise<Map<string, string>> {
  return new Map((await findDtms(project)).map(({ dtm, path }) => [path, nameOf(dtm)]));
}

/**
 * How compute and the engine open the DTMs whose files are there.
 * @throws UserError `outside-terrain` when there is none, saying what is wrong with each
 */
export async function usableSources(
  project: Pick<Project, 'database' | 'dtmFiles'>,
): Promise<TerrainSources['dtms']> {
  const found = await findDtms(project);
  const usable = found.flatMap(({ dtm, path, known }) => {
    const { band } = dtm;
    const crs = statedCrs(dtm);
    return known === null
      ? []
      : [{ path, known, ...(crs === null ? {} : { crs }), ...(band === null ? {} : { band }) }];
  });
  if (usable.length > 0) return usable;
  const reasons = found.map(({ dtm, path, state }) => whyUnusable({ name: nameOf(dtm), path, state }));
  throw new UserError(
    'outside-terrain',
    found.length === 0
      ? 'The project has no terrain yet. Import a DTM first.'
      : `None of the project's DTMs can be used. ${reasons.join(' ')}`,
  );
}

/**
 * The CRS that was stated for a DTM and by which it is placed. Older versions kept a stated code even where they used the file's
 * own, and such a DTM stays where it is.
 */
function statedCrs({ crs, metadata: { crsCode } }: Pick<Row, 'crs' | 'metadata'>): string | null {
  const stated = crs === null ? null : findCrs(crs);
  return stated !== null && stated.code !== crsCode ? null : crs;
}

/** Why a DTM that is not ready is not used, and what to do. */
export function whyUnusable({ name, path, state }: Pick<DtmInfo, 'name' | 'path' | 'state'>): string {
  switch (state) {
    case 'ready':
      return '';
    case 'missing':
      return `${name} is no longer at ${path}. Import it from where it is now.`;
    case 'changed':
      return (
        `The contents of ${path} have changed since ${name} was imported. Import it again to use them: what was computed from ` +
        'the old contents is then set aside.'
      );
    case 'not-chosen':
      return (
        `${name} was not opened: it is at ${path}, in a folder that was not chosen on this computer. ` +
        'Import it if you trust this project.'
      );
  }
}

/** Identity of the terrain that the project's DTMs describe; changes with any of them. */
export async function terrainKey(reader: Reader): Promise<string> {
  return keyOfDtms(await readRows(reader));
}

/** Identity of the terrain whose files are present and unchanged: what current work is computed from. */
export async function usableKey(project: Pick<Project, 'database' | 'dtmFiles'>): Promise<string> {
  const found = await findDtms(project);
  return keyOfDtms(found.filter(({ state }) => state === 'ready').map(({ dtm }) => dtm));
}

const keyOfDtms = (dtms: readonly Row[]): string =>
  dtms
    .map((dtm) => `${dtm.fingerprint}:${dtm.crs ?? ''}:${dtm.band ?? ''}`)
    .sort()
    .join(' ');

/**
 * Whether something was computed from terrain that the project no longer has: from a DTM that was replaced or removed since.
 * @returns a function of the key of its terrain; empty where an older version did not keep it
 */
export async function otherTerrainOf(reader: Reader): Promise<(madeOf: string) => boolean> {
  const present = new Set((await terrainKey(reader)).split(' '));
  return (madeOf) => madeOf !== '' && madeOf.split(' ').some((part) => !present.has(part));
}

/** What a DTM is called: the name that it was given, else its file's. */
export const nameOf = ({ name, path }: Row): string => name ?? basename(path);

/** @throws UserError `not-found` */
export async function findDtm(project: Project, dtmId: number): Promise<Row> {
  const found = await project.database.get(row, 'SELECT * FROM dtms WHERE id = ?', [dtmId]);
  if (found === null) throw new UserError('not-found', 'This DTM is no longer in the project.');
  return found;
}
