import { basename, dirname, resolve } from 'node:path';
import { throwIfAborted, UserError } from '../../../shared/errors';
import type { TaskSpec } from '../../../shared/task';
import { isFile } from '../../terrain/dtm/dtmFiles';
import { isOlder, type KnownFile } from '../../terrain/dtm/fingerprint';
import { openTerrain } from '../../terrain/terrain';
import type { Project, TaskWork } from '../context';
import type { Reader, Transaction } from '../store/database';
import { recordStep } from '../store/undo';
import { findDtm, readRows, type RememberedDtm } from './dtms';

interface Opened {
  readonly path: string;
  readonly fingerprint: string;
  readonly remembered: RememberedDtm;
}

/** Opens and checks every file first, then adds them all in one step: a bad file among them adds nothing. */
export function importDtmsWork(project: Project, spec: Extract<TaskSpec, { kind: 'import-dtms' }>): TaskWork {
  return async (report, signal) => {
    const opened: Opened[] = [];
    for (const [index, path] of spec.paths.entries()) {
      throwIfAborted(signal);
      report({ done: index, total: spec.paths.length, unit: 'files', message: `Checking ${basename(path)}` });
      opened.push(await check(resolve(path), project.cacheDir, spec));
    }
    const title =
      opened.length === 1 ? `Import ${basename(opened[0]?.path ?? '')}` : `Import ${opened.length} DTMs`;
    for (const { path } of opened) await project.terrainFolders.add(path);
    const added = await recordStep(project.database, title, async (transaction) => {
      const dtmIds: number[] = [];
      for (const { path, fingerprint, remembered } of opened) {
        const known = await findKnown(project, transaction, path, { fingerprint, ...remembered });
        if (known?.replaced === true) {
          await replace(transaction, known.id, fingerprint, remembered);
          dtmIds.push(known.id);
        } else if (known !== null) {
          if (!known.ready) await transaction.run('UPDATE dtms SET path = ? WHERE id = ?', [path, known.id]);
        } else {
          const { lastId } = await transaction.run(
            'INSERT INTO dtms (path, crs, band, fingerprint, metadata) VALUES (?, ?, ?, ?, ?)',
            [path, spec.crs ?? null, spec.band ?? null, fingerprint, JSON.stringify(remembered)],
          );
          dtmIds.push(lastId);
        }
      }
      return dtmIds;
    });
    await project.renewTerrain('dtms', 'project', 'undo');
    return { kind: 'dtms', dtmIds: added, alreadyThere: opened.length - added.length };
  };
}

/**
 * Accepts the current contents of a DTM's changed file, in one step. Embedding layers, heads and runs that were made from the old
 * ones stay, set aside.
 * @throws UserError `bad-input` when the file has not changed or is another DTM of the project already
 */
export async function renewDtm(project: Project, dtmId: number): Promise<void> {
  const dtm = await findDtm(project, dtmId);
  const { path, state } = await project.dtmFiles.find({ ...dtm, ...dtm.metadata });
  if (state !== 'changed')
    throw new UserError('bad-input', `The contents of ${basename(path)} have not changed.`);
  const crs = dtm.crs ?? undefined;
  const band = dtm.band ?? undefined;
  const { fingerprint, remembered } = await check(path, project.cacheDir, { crs, band });
  await recordStep(project.database, `Use the new contents of ${basename(path)}`, async (transaction) => {
    const known = await findKnown(project, transaction, path, { fingerprint, ...remembered });
    if (known !== null && known.id !== dtmId)
      throw new UserError(
        'bad-input',
        `${basename(path)} is already in the project as another DTM. Remove this one.`,
      );
    await replace(transaction, dtmId, fingerprint, remembered);
    await transaction.run('UPDATE dtms SET path = ? WHERE id = ?', [path, dtmId]);
  });
  await project.renewTerrain('dtms', 'project', 'layers', 'heads', 'detections', 'undo');
}

/** The DTM of the project that a file is, or that it replaces. */
async function findKnown(
  project: Project,
  reader: Reader,
  path: string,
  file: Pick<KnownFile, 'fingerprint' | 'bytes'>,
): Promise<{ readonly id: number; readonly replaced: boolean; readonly ready: boolean } | null> {
  const rows = await readRows(reader);
  for (const row of rows) {
    const { id, fingerprint } = row;
    const isSame =
      fingerprint === file.fingerprint ||
      (isOlder(fingerprint) && (await isFile(path, { ...file, fingerprint, modifiedMs: NaN })));
    if (!isSame) continue;
    const { state } = await project.dtmFiles.find({ ...row, ...row.metadata });
    return { id, replaced: false, ready: state === 'ready' };
  }
  const replaced = rows.find((row) => resolve(dirname(project.path), row.path) === path);
  return replaced === undefined ? null : { id: replaced.id, replaced: true, ready: false };
}

async function replace(
  transaction: Transaction,
  dtmId: number,
  fingerprint: string,
  remembered: RememberedDtm,
): Promise<void> {
  await transaction.run(
    'UPDATE dtms SET fingerprint = ?, metadata = ?, min_m = NULL, max_m = NULL, no_data_share = NULL WHERE id = ?',
    [fingerprint, JSON.stringify(remembered), dtmId],
  );
}

async function check(
  path: string,
  cacheDir: string,
  spec: { crs?: string | undefined; band?: number | undefined },
): Promise<Opened> {
  const terrain = await openTerrain({ dtms: [{ path, crs: spec.crs, band: spec.band }], cacheDir });
  try {
    const [dtm] = terrain.dtms;
    if (dtm === undefined) throw new Error('A terrain of one DTM has one DTM.');
    const { metadata } = dtm;
    // One pixel is read, so that a file that cannot be decoded is refused now and not when it is drawn.
    await terrain.elevationAt(
      (dtm.box.westDeg + dtm.box.eastDeg) / 2,
      (dtm.box.southDeg + dtm.box.northDeg) / 2,
    );
    return {
      path,
      fingerprint: metadata.fingerprint,
      remembered: {
        format: metadata.format,
        width: metadata.width,
        height: metadata.height,
        dataType: metadata.dataType,
        crsCode: metadata.crs.code,
        crsName: metadata.crs.name,
        crsAccuracyM: metadata.crs.accuracyM,
        pixelWidthM: dtm.pixelWidthM,
        pixelHeightM: dtm.pixelHeightM,
        box: dtm.box,
        bytes: metadata.bytes,
        modifiedMs: metadata.modifiedMs,
        noiseM: await terrain.verticalNoiseM(metadata.fingerprint),
      },
    };
  } finally {
    await terrain.close();
  }
}
