import { basename } from 'node:path';
import { UserError } from '../../../shared/errors';
import { isFile } from '../../terrain/dtm/dtmFiles';
import type { Project } from '../context';
import { recordStep } from '../store/undo';
import { findDtm, nameOf } from './dtms';

/** Gives a DTM a name other than its file's. */
export async function renameDtm(project: Project, dtmId: number, name: string): Promise<void> {
  const dtm = await findDtm(project, dtmId);
  await recordStep(project.database, `Rename ${nameOf(dtm)}`, (transaction) =>
    transaction.run('UPDATE dtms SET name = ? WHERE id = ?', [name, dtmId]),
  );
  project.changed('dtms', 'undo');
}

/** Takes a DTM out of the project; its file stays. */
export async function removeDtm(project: Project, dtmId: number): Promise<void> {
  const dtm = await findDtm(project, dtmId);
  await recordStep(project.database, `Remove ${nameOf(dtm)}`, (transaction) =>
    transaction.run('DELETE FROM dtms WHERE id = ?', [dtmId]),
  );
  await project.renewTerrain('dtms', 'project', 'undo');
}

/**
 * Records where a DTM that moved is now.
 * @throws UserError `bad-input` when the file is another one
 */
export async function locateDtm(project: Project, dtmId: number, path: string): Promise<void> {
  const dtm = await findDtm(project, dtmId);
  const { bytes } = dtm.metadata;
  if (!(await isFile(path, { fingerprint: dtm.fingerprint, bytes, modifiedMs: NaN }))) {
    throw new UserError(
      'bad-input',
      `${basename(path)} is not the file that was imported as ${basename(dtm.path)}: its contents differ. ` +
        'Import it as a new DTM if that is what you want.',
    );
  }
  await project.terrainFolders.add(path);
  await recordStep(project.database, `Locate ${basename(path)}`, (transaction) =>
    transaction.run('UPDATE dtms SET path = ? WHERE id = ?', [path, dtmId]),
  );
  await project.renewTerrain('dtms', 'undo');
}
