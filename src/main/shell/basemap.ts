import { app, net, session } from 'electron';
import { z } from 'zod';
import { BASEMAP_PATH, basemapAddress, tileUrl } from '../../shared/window/basemap';
import type { Picture } from './page';

/** Most bytes of a tile; usual ones have some ten kilobytes. */
const LARGEST_BYTES = 4 * 1024 * 1024;
const TIMEOUT_MS = 20_000;

const request = z.object({
  z: z.coerce.number().int().min(0).max(22),
  x: z.coerce.number().int().min(0),
  y: z.coerce.number().int().min(0),
  address: basemapAddress,
});

/**
 * Fetches a tile of a basemap for the page, which connects to no server itself.
 * @param url requested by the page
 * @param isAllowed whether the user allowed an address
 * @returns null where the url is not a tile of a basemap
 * @throws when the address is not allowed, or does not return an image
 */
export function basemapTile(url: URL, isAllowed: (address: string) => boolean): Promise<Picture> | null {
  const [, folder, zoom, x, y] = url.pathname.split('/');
  if (folder !== BASEMAP_PATH) return null;
  return fetchAllowed({ z: zoom, x, y, address: url.searchParams.get('address') }, isAllowed);
}

async function fetchAllowed(asked: unknown, isAllowed: (address: string) => boolean): Promise<Picture> {
  const tile = request.parse(asked);
  if (!isAllowed(tile.address)) throw new Error(`${tile.address} is not allowed.`);
  return fetchPicture(tileUrl(tile.address, tile.z, tile.x, tile.y));
}

/** Session for tiles: that of the page reaches no server. */
const SESSION = 'persist:basemap';

/** Cookies are neither sent nor stored, and the allowed server may not redirect to another one. */
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
