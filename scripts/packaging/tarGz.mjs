import { basename, dirname } from 'node:path';
import { mustRun } from '../setup/childProcesses.mjs';

/**
 * Packs an unpacked app into a .tar.gz, with the system's tar: electron-builder's own tool needs a download.
 *
 * @param {string} unpacked - folder of the app.
 * @param {string} file - to write.
 * @param {string} root - name of the one folder in the archive.
 */
export async function packTarGz(unpacked, file, root) {
  await mustRun('The app could not be packed by tar.', ['Install GNU tar and gzip.'], 'tar', [
    '--create',
    '--gzip',
    `--file=${file}`,
    `--directory=${dirname(unpacked)}`,
    `--transform=flags=r;s,^${basename(unpacked)},${root},`,
    '--mode=go-w',
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--sort=name',
    basename(unpacked),
  ]);
}
