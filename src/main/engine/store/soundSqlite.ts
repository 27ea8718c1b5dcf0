import { UserError } from '../../../shared/errors';

/**
 * Whether a release of SQLite may touch projects. Those before 3.51.3 can damage a write-ahead log that one connection
 * resets while another reads (https://sqlite.org/wal.html#walresetbug), and 3.52.0 was withdrawn by its authors a week
 * after it came out.
 * @param version as `sqlite_version()` gives it, e.g. `3.54.1`
 */
export function isSoundSqlite(version: string): boolean {
  const [major = NaN, minor = NaN, patch = NaN] = version.split('.').map(Number);
  if (version === '3.52.0') return false;
  return major > 3 || (major === 3 && (minor > 51 || (minor === 51 && patch >= 3)));
}

/**
 * Refuses to work with a release of SQLite that may damage what it writes.
 * @throws UserError `project-version`
 */
export function refuseUnsoundSqlite(version: string): void {
  if (isSoundSqlite(version)) return;
  throw new UserError(
    'project-version',
    `This program runs on SQLite ${version}, which can damage projects, so it opens none. Update the program; in a ` +
      'checkout, start it with `npm start`, which compiles a sound SQLite.',
  );
}
