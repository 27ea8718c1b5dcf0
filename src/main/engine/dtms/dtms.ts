import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { dtmInfo, type DtmInfo } from '../../../shared/contract/dtms';
import type { TerrainSources } from '../../../shared/contract/compute';
import { UserError } from '../../../shared/errors';
import { openDtm } from '../../terrain/dtm/openDtm';
import type { OpenProject } from '../project/openProject';
import type { Reader } from '../store/database';
import { recordStep } from '../store/undo';

/** What the project remembers of a DTM, so that it can be shown while the file is away. */
const rememberedDtm = dtmInfo
  .pick({
    format: true,
    width: true,
    height: true,
    dataType: true,
    crsCode: true,
    crsName: true,
    pixelWidthM: true,
    pixelHeightM: true,
    box: true,
  })
  .extend({ bytes: z.number() });
export type RememberedDtm = z.infer<typeof rememberedDtm>;

const row = z.object({
  id: z.number(),
  path: z.string(),
  crs: z.string().nullable(),
  band: z.number().nullable(),
  fingerprint: z.string(),
  metadata: z.string(),
  min_m: z.number().nullable(),
  max_m: z.number().nullable(),
  no_data_share: z.number().nullable(),
  name: z.string().nullable(),
});

const readRows = (reader: Reader): Promise<z.infer<typeof row>[]> =>
  reader.all(row, 'SELECT * FROM dtms ORDER BY id');

/** The project's DTMs, and whether their files are still where they were. */
export async function listDtms(reader: Reader): Promise<DtmInfo[]> {
  const rows = await readRows(reader);
  return Promise.all(
    rows.map(async (dtm) => {
      const { bytes, ...shown } = rememberedDtm.parse(JSON.parse(dtm.metadata));
      return {
        id: dtm.id,
        path: dtm.path,
        name: nameOf(dtm),
        ...shown,
        minM: dtm.min_m,
        maxM: dtm.max_m,
        noDataShare: dtm.no_data_share,
        state: await fileState(dtm.path, bytes),
      };
    }),
  );
}

/** File names of the project's DTMs, wherever the files are now: what exports and runs say that they come from. */
export const dtmFileNames = async (reader: Reader): Promise<string[]> =>
  (await readRows(reader)).map(({ path }) => basename(path));

/** How compute and the engine open the DTMs whose files are there. */
export async function usableSources(reader: Reader): Promise<TerrainSources['dtms']> {
  const rows = await readRows(reader);
  const states = await Promise.all(
    rows.map((dtm) => fileState(dtm.path, rememberedDtm.parse(JSON.parse(dtm.metadata)).bytes)),
  );
  return rows
    .filter((_, index) => states[index] === 'ready')
    .map(({ path, crs, band }) => ({
      path,
      ...(crs === null ? {} : { crs }),
      ...(band === null ? {} : { band }),
    }));
}

/** Identity of the ground that the project's DTMs describe; changes with any of them. */
export async function terrainKey(reader: Reader): Promise<string> {
  const rows = await readRows(reader);
  return rows
    .map((dtm) => `${dtm.fingerprint}:${dtm.crs ?? ''}:${dtm.band ?? ''}`)
    .sort()
    .join(' ');
}

const nameOf = ({ name, path }: z.infer<typeof row>): string => name ?? basename(path);

/** Calls a DTM something else than its file. */
export async function renameDtm(project: OpenProject, dtmId: number, name: string): Promise<void> {
  const dtm = await findDtm(project, dtmId);
  await recordStep(project.database, `Rename ${nameOf(dtm)}`, (transaction) =>
    transaction.run('UPDATE dtms SET name = ? WHERE id = ?', [name, dtmId]),
  );
  project.changed('dtms', 'undo');
}

/** Takes a DTM out of the project; its file stays. */
export async function removeDtm(project: OpenProject, dtmId: number): Promise<void> {
  const dtm = await findDtm(project, dtmId);
  await recordStep(project.database, `Remove ${nameOf(dtm)}`, (transaction) =>
    transaction.run('DELETE FROM dtms WHERE id = ?', [dtmId]),
  );
  await project.renewTerrain('dtms', 'project', 'undo');
}

/**
 * Tells where a DTM that moved is now.
 * @throws UserError `bad-input` when the file is another one
 */
export async function locateDtm(project: OpenProject, dtmId: number, path: string): Promise<void> {
  const known = await findDtm(project, dtmId);
  const dtm = await openDtm(path, {
    ...(known.crs === null ? {} : { crs: known.crs }),
    ...(known.band === null ? {} : { band: known.band }),
  });
  await dtm.close();
  if (dtm.metadata.fingerprint !== known.fingerprint) {
    throw new UserError(
      'bad-input',
      `${basename(path)} is not the file that was imported as ${basename(known.path)}: its contents differ. ` +
        'Import it as a new DTM if that is what you want.',
    );
  }
  await recordStep(project.database, `Locate ${basename(path)}`, (transaction) =>
    transaction.run('UPDATE dtms SET path = ? WHERE id = ?', [path, dtmId]),
  );
  await project.renewTerrain('dtms', 'undo');
}

async function findDtm(project: OpenProject, dtmId: number): Promise<z.infer<typeof row>> {
  const found = await project.database.get(row, 'SELECT * FROM dtms WHERE id = ?', [dtmId]);
  if (found === null) throw new UserError('not-found', 'This DTM is no longer in the project.');
  return found;
}

/** A changed file shows by its size here; its fingerprint is checked when it is imported or located again. */
async function fileState(path: string, bytes: number): Promise<DtmInfo['state']> {
  const info = await stat(path).catch(() => null);
  if (info === null) return 'missing';
  return info.size === bytes ? 'ready' : 'changed';
}
