import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol, type Session } from 'electron';

/** A picture and its kind. */
export interface Picture {
  readonly data: Buffer;
  readonly mimeType: string;
}

/** Scheme of the page: a custom one instead of file:, so that pages cannot reach other files. */
const SCHEME = 'workbench';
export const PAGE_URL = `${SCHEME}://app/index.html`;

/** The address of a file that `serveFolder` serves. */
export const urlOf = (host: string, fileName: string): string =>
  `${SCHEME}://${host}/${encodeURIComponent(fileName)}`;

/** The page may load its own parts, and nothing else. Svelte and OpenLayers set styles on elements. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** Makes the scheme a standard, secure one; must run before the program is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Electron's API for serving a scheme since version 1; its successor `handle` exists only from 25, and this one remains. */
interface ProtocolBefore25 {
  registerBufferProtocol(
    scheme: string,
    handler: (
      request: { url: string },
      answer: (
        response:
          | { data: Buffer; mimeType: string; charset: string; headers: Record<string, string> }
          | { error: number },
      ) => void,
    ) => void,
  ): boolean;
}

/**
 * Serves the files of a folder to a session, and nothing outside it.
 * @param policy Content-Security-Policy of every file
 * @param pictureAt returns pictures that are not files; null for other addresses
 */
export function serveFolder(
  session: Session,
  folder: string,
  policy: string,
  pictureAt: (url: URL) => Promise<Picture> | null = () => null,
): void {
  const before25: ProtocolBefore25 = session.protocol;
  before25.registerBufferProtocol(SCHEME, (request, answer) => {
    const url = new URL(request.url);
    const picture = pictureAt(url);
    if (picture !== null) {
      picture.then(
        ({ data, mimeType }) => {
          answer({ data, mimeType, charset: 'utf-8', headers: { 'X-Content-Type-Options': 'nosniff' } });
        },
        () => {
          answer({ error: -2 });
        },
      );
      return;
    }
    const path = pathIn(folder, url);
    if (path === null) {
      answer({ error: -10 });
      return;
    }
    readFile(path).then(
      (data) => {
        answer({
          data,
          charset: 'utf-8',
          mimeType: mimeTypes[extname(path)] ?? 'application/octet-stream',
          headers: {
            'Content-Security-Policy': policy,
            'X-Content-Type-Options': 'nosniff',
          },
        });
      },
      () => {
        answer({ error: -6 });
      },
    );
  });
}

/** The file of a folder that an address names; null where it names nothing inside the folder. */
function pathIn(folder: string, { pathname }: URL): string | null {
  try {
    const path = normalize(join(folder, decodeURIComponent(pathname)));
    return path.startsWith(folder + sep) ? path : null;
  } catch {
    // Not every % in an address is an escape.
    return null;
  }
}
