import { readFile } from 'node:fs/promises';
import { app, net, session } from 'electron';
import { z } from 'zod';
import { BASEMAP_PATH, basemapAddress, tileUrl } from '../../shared/window/basemap';
import { settings } from '../../shared/contract/settings';
import type { Picture } from './page';

/** A tile is some ten kilobytes; what is larger is none. */
const LARGEST_BYTES = 4 * 1024 * 1024;
const TIMEOUT_MS = 20_000;

const request = z.object({
  z: z.coerce.number().int().min(0).max(22),
  x: z.coerce.number().int().min(0),
  y: z.coerce.number().int().min(0),
  address: basemapAddress,
});

/**
 * Fetches a tile of a basemap for the page, which connects to nothing itself.
 * @param url as the page asks for it; it must name an address that the program's user allowed
 * @returns null where the url is no tile of a basemap
 * @throws when the address is not allowed, or gives no picture
 */
export function basemapTile(url: URL, settingsPath: string): Promise<Picture> | null {
  const [, folder, zoom, x, y] = url.pathname.split('/');
  if (folder !== BASEMAP_PATH) return null;
  return fetchAllowed({ z: zoom, x, y, address: url.searchParams.get('address') }, settingsPath);
}

async function fetchAllowed(asked: unknown, settingsPath: string): Promise<Picture> {
  const tile = request.parse(asked);
  const { basemapAddresses } = settings.parse(JSON.parse(await readFile(settingsPath, 'utf8')));
  if (!basemapAddresses.includes(tile.address)) throw new Error(`${tile.address} is not allowed.`);
  return fetchPicture(tileUrl(tile.address, tile.z, tile.x, tile.y));
}

/** Tiles have a session of their own: that of the page reaches no server. */
const SESSION = 'persist:basemap';

/** Cookies are neither sent nor kept, and the server that was allowed may not send on to another one. */
function fetchPicture(url: string): Promise<Picture> {
  return new Promise((resolve, reject) => {
    const asking = net.request({
      url,
      redirect: 'error',
      useSessionCookies: false,
      session: session.fromPartition(SESSION),
    });
    asking.setHeader('User-Agent', `Topo2VecWorkbench/${app.getVersion()}`);
    const timeout = setTimeout(() => {
      asking.abort();
      reject(new Error(`${url} does not answer.`));
    }, TIMEOUT_MS);
    const fail = (error: Error): void => {
      clearTimeout(timeout);
      reject(error);
    };
    asking.on('error', fail);
    asking.on('response', (response) => {
      const kind = response.headers['content-type'];
      const mimeType = (Array.isArray(kind) ? kind[0] : kind) ?? '';
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on('data', (part) => {
        parts.push(part);
        bytes += part.length;
        if (bytes > LARGEST_BYTES) asking.abort();
      });
      response.on('aborted', () => {
        fail(new Error(`${url} was cut off.`));
      });
      response.on('end', () => {
        clearTimeout(timeout);
        const isPicture = /^image\/(?:png|jpeg|webp)\b/.test(mimeType);
        if (response.statusCode === 200 && isPicture) resolve({ data: Buffer.concat(parts), mimeType });
        else reject(new Error(`${url} gave ${response.statusCode} ${mimeType}.`));
      });
    });
    asking.end();
  });
}
