import { join } from 'node:path';
import { repoRoot } from '../setup/paths.mjs';
import { executableName } from './about.mjs';

/** Folder in which electron-builder leaves the app unpacked on Linux. */
export const unpackedFolder = join(
  repoRoot,
  'dist',
  process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`,
);

/** The packaged program on Linux. */
export const unpackedExecutable = join(unpackedFolder, executableName);
