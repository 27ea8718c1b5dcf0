import { UserError } from '../../../shared/errors';
import { GRID_OPTIONS } from '../../../shared/gridAddress';

/** Names of PostgreSQL addresses. */
const SCHEMES = new Set(['postgres:', 'postgresql:']);

/** An address without its password, as it may be shown and logged. */
export function shownAddress(address: string): string {
  const { protocol, username, host, pathname } = parse(address);
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`;
}

/** An address with a password. */
export function withPassword(address: string, password: string): string {
  const url = parse(address);
  url.password = encodeURIComponent(password);
  return url.href;
}

/** An address as it may be stored: without its password, and of its options those of `GRID_OPTIONS`. */
export function keptAddress(address: string): string {
  const url = parse(address);
  url.password = '';
  for (const option of [...url.searchParams.keys()])
    if (!GRID_OPTIONS.includes(option)) url.searchParams.delete(option);
  return url.href;
}

/** @throws UserError `bad-input` for what is not a PostgreSQL address */
function parse(address: string): URL {
  const url = urlOf(address);
  if (url !== null && SCHEMES.has(url.protocol) && url.pathname.length > 1) return url;
  // What was given may hold a password: it is not repeated.
  throw new UserError(
    'bad-input',
    'The address of a grid is postgres://USER@HOST/DATABASE. Give the password in PGPASSWORD or a .pgpass file.',
  );
}

/** `URL.canParse` is missing in Electron 22. */
function urlOf(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
