import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import type { FileSource } from '../../../platform/fileSource';
import { wayOut, type VrtSource } from './parseSource';

/**
 * Where the file of a piece lies. A mosaic may come from anybody and name any file: only those in its own folder or in folders
 * below are touched, judged by name first and, where links lead elsewhere, by where they lead.
 * @throws UserError `unsupported-file` for others
 */
export async function sourcePath(vrt: FileSource, source: VrtSource): Promise<string> {
  const { fileName } = source;
  const folder = dirname(resolve(vrt.path));
  const path = resolve(folder, fileName);
  const outside = (): Error =>
    vrt.error(
      'unsupported-file',
      `names ${fileName.slice(0, 200)}, and only files in the folder of the .vrt, or in folders below, are opened for it. ` +
        `Move the .vrt to where its files lie and make it again with gdalbuildvrt, or: ${wayOut}`,
    );
  // Names such as /vsizip/…, NETCDF:… or http://… are GDAL's own.
  if (/^[\\/]vsi|^[\\/]{2}|^\w{2,}:|\0/i.test(fileName) || !isBelow(folder, path)) throw outside();
  const [realFolder, real] = await Promise.all([realpath(folder), realpath(path).catch(() => null)]);
  if (real !== null && !isBelow(realFolder, real)) throw outside();
  return path;
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !/^\.\.(?:[\\/]|$)/.test(way) && !isAbsolute(way);
}
