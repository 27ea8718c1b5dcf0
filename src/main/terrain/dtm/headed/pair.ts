import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { UserError } from '../../../../shared/errors';
import type { FileSource } from '../../../platform/fileSource';

/** Longer texts are no header. */
const MAX_HEADER_BYTES = 1024 * 1024;

/** How the names of data files end that have a header beside them; GTOPO30's end with .dem. */
const DATA_ENDINGS = ['', '.bil', '.bip', '.bsq', '.flt', '.dat', '.img', '.bin', '.raw', '.dem'];
/** Of these, endings that only such files have. */
export const isBare = (extension: string): boolean => /^\.(?:bil|bip|bsq|flt)$/.test(extension);

/** A file of values and the header beside it, whose text is read. */
export interface Pair {
  readonly data: string;
  readonly header: string;
  readonly text: string;
}

/**
 * The two files of a raster whose header lies beside it, by either of them; null when there is no header.
 * @throws UserError `not-found` when there is a header without data, `bad-input` when several files may be its data
 */
export async function findPair(path: string): Promise<Pair | null> {
  const isHeader = extname(path).toLowerCase() === '.hdr';
  const stem = path.slice(0, path.length - extname(path).length);
  const candidates = isHeader ? [path] : [`${path}.hdr`, `${path}.HDR`, `${stem}.hdr`, `${stem}.HDR`];
  if (!isHeader && !isDataEnding(extname(path))) return null;
  for (const header of candidates) {
    if (!(await isSmallFile(header))) continue;
    const text = await readFile(header, 'latin1').catch(() => '');
    return { data: isHeader ? await findData(path, stem) : path, header, text };
  }
  return null;
}

const isDataEnding = (extension: string): boolean => DATA_ENDINGS.includes(extension.toLowerCase());

async function isSmallFile(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => null);
  return stats?.isFile() === true && stats.size <= MAX_HEADER_BYTES;
}

/** The data of a header, `dem.bil` of `dem.hdr` or of `dem.bil.hdr`. */
async function findData(header: string, stem: string): Promise<string> {
  const found: string[] = [];
  const known = new Set<string>();
  for (const ending of DATA_ENDINGS.flatMap((each) => [each, each.toUpperCase()])) {
    const stats = await stat(stem + ending).catch(() => null);
    // Some file systems take names in capitals and small letters for the same file.
    const identity = stats === null ? '' : `${stats.dev}/${stats.ino}`;
    if (stats?.isFile() !== true || known.has(identity)) continue;
    known.add(identity);
    found.push(stem + ending);
  }
  const [data, another] = found;
  if (data === undefined)
    throw new UserError(
      'not-found',
      `${basename(header)} is a header, and the file that it belongs to does not lie beside it: ` +
        `import that file, such as ${basename(stem)}.bil or ${basename(stem)}.flt.`,
    );
  if (another !== undefined)
    throw new UserError(
      'bad-input',
      `${basename(header)} is a header, and may belong to ${found.map((path) => basename(path)).join(' or ')}: ` +
        'import the file itself.',
    );
  return data;
}

/** The pair of a file that is recognised by it. @throws UserError `not-a-dtm` when it has no header */
export async function requirePair(file: FileSource): Promise<Pair> {
  const pair = await findPair(file.path);
  if (pair !== null) return pair;
  const stem = basename(file.path, extname(file.path));
  throw file.error(
    'not-a-dtm',
    `holds values alone, and the header that says what they are is missing: put ${stem}.hdr beside it.`,
  );
}
