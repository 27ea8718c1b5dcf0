import { dialog, type BrowserWindow } from 'electron';
import { z } from 'zod';
import type { AddressUse } from '../../preload/bridge';
import { basemapAddress, tileUrl } from '../../shared/window/basemap';
import { settings } from '../../shared/contract/settings';
import { isNear } from './nearHost';

export const addressUse = z.enum(['basemap', 'overpass']) satisfies z.ZodType<AddressUse>;

const addresses: Record<AddressUse, z.ZodType<string>> = {
  basemap: basemapAddress,
  overpass: settings.shape.overpassUrl.unwrap(),
};

const questions: Record<AddressUse, (host: string) => string> = {
  basemap: (host) => `Fetch map tiles from ${host}?`,
  overpass: (host) => `Download labels from ${host}?`,
};

/**
 * Asks the window's user whether the program may connect to a server, by a dialog that the page cannot answer.
 * @returns the address that was allowed, as it is to be kept; null when it was not
 * @throws Error when it is no address for this use
 */
export async function askToConnect(
  window: BrowserWindow,
  use: AddressUse,
  given: string,
): Promise<string | null> {
  const address = addresses[use].parse(given);
  const { host, hostname, protocol } = new URL(tileUrl(address, 0, 0, 0));
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: questions[use](host),
    detail: [
      address,
      'The server learns which ground you look at. Nothing of your project is sent.',
      ...(isNear(hostname) ? ['It is on this computer or in a local network.'] : []),
      ...(protocol === 'http:'
        ? ['The connection is not encrypted: others can read and change what it carries.']
        : []),
    ].join('\n\n'),
    buttons: ['Allow', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  return response === 0 ? address : null;
}
