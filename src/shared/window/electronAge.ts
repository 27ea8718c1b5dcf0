/**
 * The oldest major version of Electron that still gets security fixes. Its makers mend the newest three (electronjs.org,
 * "Electron Releases"), and package.json names the newest.
 */
export const OLDEST_MENDED_ELECTRON = 43;

/**
 * What it means that the window runs on an Electron without security fixes; null where it has them.
 * @param version such as `22.3.25`
 */
export function oldElectronWarning(version: string): string | null {
  const major = Number.parseInt(version, 10);
  if (major >= OLDEST_MENDED_ELECTRON) return null;
  const ended = major <= 22 ? ': their last was in 2023' : '';
  return (
    `The window runs on Electron ${version}, which gets no security fixes any more${ended}. A file that is made to ` +
    'attack it could take over the program. Open only projects, terrain and labels from people that you trust.'
  );
}
