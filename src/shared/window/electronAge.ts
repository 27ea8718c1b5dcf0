/**
 * The oldest major version of Electron that still gets security fixes. Its makers maintain the newest three (electronjs.org,
 * "Electron Releases"), and package.json names the newest.
 */
export const OLDEST_SUPPORTED_ELECTRON = 43;

/**
 * A warning that the window runs on an Electron without security fixes; null where it gets them.
 * @param version such as `22.3.25`
 */
export function oldElectronWarning(version: string): string | null {
  const major = Number.parseInt(version, 10);
  if (major >= OLDEST_SUPPORTED_ELECTRON) return null;
  const ended = major <= 22 ? ': the last was in 2023' : '';
  return (
    `The window runs on Electron ${version}, which no longer gets security fixes${ended}. A malicious file could ` +
    'take over the program. Open only projects, terrain and labels from people you trust.'
  );
}
