import { z } from 'zod';

/** Where the page asks its own program for tiles of a basemap: `basemap/z/x/y?address=…`; it connects to nothing else. */
export const BASEMAP_PATH = 'basemap';

/** OpenStreetMap's own tiles (operations.osmfoundation.org, Tile usage policy). */
export const openStreetMap = {
  address: 'https://tile.openstreetmap.org/{z}/{x}/{y}.png',
  attribution: 'Map © OpenStreetMap contributors',
} as const;

/** Address of a basemap's tiles, EPSG:3857 XYZ. */
export const basemapAddress = z
  .string()
  .trim()
  .max(500)
  .refine((address) => isWeb(address) && ['{z}', '{x}', '{y}'].every((part) => address.includes(part)), {
    message: 'A tile address starts with https:// and has {z}, {x} and {y} in it.',
  });

/** The server that an address leads to, as people know it. */
export const basemapHost = (address: string): string => new URL(tileUrl(address, 0, 0, 0)).host;

export const tileUrl = (address: string, z: number, x: number, y: number): string =>
  address.replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y));

/** Whether an address is one of the web, and its tiles lie on one server. */
function isWeb(address: string): boolean {
  try {
    const [first, other] = [new URL(tileUrl(address, 0, 0, 0)), new URL(tileUrl(address, 1, 1, 1))];
    return /^https?:$/.test(first.protocol) && first.host === other.host;
  } catch {
    return false;
  }
}
