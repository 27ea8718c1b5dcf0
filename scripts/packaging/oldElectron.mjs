import { notesFolder } from '../setup/paths.mjs';
import { SetupError } from '../setup/setupError.mjs';

/**
 * @param {{ version: string, wanted: string } | undefined} electron - as the set-up noted it.
 * @throws {SetupError} when it is older than the three major versions that Electron's makers maintain (electronjs.org,
 * "Electron Releases"); `wanted`, of package.json, is the newest.
 */
export function refuseOldElectron(electron) {
  if (electron === undefined || majorOf(electron.version) >= majorOf(electron.wanted) - 2) return;
  throw new SetupError(
    `Electron ${electron.version} no longer gets security fixes, so it should not be distributed.`,
    [
      `Where github.com can be reached, delete ${notesFolder} and start again: Electron ${electron.wanted} is downloaded.`,
      'To try the package yourself: --allow-old-electron. The app then shows a warning.',
    ],
  );
}

/** @param {string} version */
const majorOf = (version) => Number.parseInt(version, 10);
