import { dialog, type BrowserWindow } from 'electron';
import type { z } from 'zod';
import { settings } from '../../shared/contract/settings';
import type { AddressUse } from '../../shared/contract/shell';
import { gridAddress, gridPlace } from '../../shared/gridAddress';
import { basemapAddress, tileUrl } from '../../shared/window/basemap';
import { isNear } from './nearHost';

const addresses: Record<AddressUse, z.ZodType<string>> = {
  basemap: basemapAddress,
  overpass: settings.shape.overpassUrl.unwrap(),
  grid: gridAddress,
  'grid-place': gridPlace,
};

const questions: Record<AddressUse, (server: string) => string> = {
  basemap: (host) => `Fetch map tiles from ${host}?`,
  overpass: (host) => `Download labels from ${host}?`,
  grid: (host) => `Share labels with the grid at ${host}?`,
  'grid-place': (place) => `Read data of the grid from ${place}?`,
};

const area = 'The server learns which area you look at. No project data is sent.';

/** In the address of a grid: that the connection is encrypted or is not made. */
const ENCRYPTED = /[?&]sslmode=(require|verify-ca|verify-full)(&|$)/;

/** What the server gets to know. */
const learns: Record<AddressUse, string> = {
  basemap: area,
  overpass: area,
  grid: 'Classes, areas and labels of the project are sent to it, and those of others come from it.',
  'grid-place':
    'The database of the grid states this place, which is yet to be contacted. Embeddings, detections and terrain are read from there.',
};

/**
 * Asks the user whether the program may connect to a server, by a dialog that the page cannot answer.
 * @returns the allowed address, in the form to store; null when it was refused
 * @throws Error when it is not a valid address for this use
 */
export async function askToConnect(
  window: BrowserWindow,
  use: AddressUse,
  given: string,
): Promise<string | null> {
  const address = addresses[use].parse(given);
  const { host, hostname, protocol } = serverOf(address);
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: questions[use](host),
    detail: [
      address,
      learns[use],
      ...(protocol !== 's3:' && isNear(hostname) ? ['It is on this computer or in a local network.'] : []),
      ...(protocol === 'http:' || (use === 'grid' && !ENCRYPTED.test(address))
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

/** The server of an address; a folder stands for itself. */
function serverOf(address: string): { host: string; hostname: string; protocol: string } {
  if (address.startsWith('/') || /^([a-z]:|\\\\)/i.test(address)) {
    const [, computer = ''] = /^[\\/]{2}([^\\/]+)/.exec(address) ?? [];
    return { host: address, hostname: computer, protocol: '' };
  }
  return new URL(tileUrl(address, 0, 0, 0));
}
