import type { FileSource } from '../../../platform/fileSource';

/** Before the values of a profile, and behind them: its head, and a checksum. */
export const HEAD_BYTES = 8;
const TAIL_BYTES = 4;
const SENTINEL = 0xaa;

/** Where the profiles of a cell lie. */
export interface Profiles {
  /** Bytes of each. */
  readonly bytes: number;
  /** By column: the byte at which its profile begins, -1 where the file has none. */
  readonly starts: Float64Array;
}

/**
 * Finds the profiles of a cell: all in their order, or, in partial cells, those that there are, which say their columns.
 * @throws UserError `truncated-file` when the file ends inside one, or one does not begin as a profile does
 */
export async function findProfiles(
  file: FileSource,
  width: number,
  height: number,
  start: number,
): Promise<Profiles> {
  const bytes = HEAD_BYTES + height * 2 + TAIL_BYTES;
  const held = Math.floor((file.size - start) / bytes);
  const starts = new Float64Array(width).fill(-1);
  const count = Math.min(held, width);
  const columnOf = async (profile: number): Promise<number> => {
    const head = await file.read(start + profile * bytes, HEAD_BYTES, `its profile ${profile}`);
    if (head[0] !== SENTINEL)
      throw file.error('truncated-file', `is damaged: its profile ${profile} is none. Get it again.`);
    return head.readUInt16BE(4);
  };
  if (count === 0) file.requireBytes(start, bytes, 'its first profile');
  if (count === width && (await columnOf(0)) === 0 && (await columnOf(width - 1)) === width - 1)
    return { bytes, starts: starts.map((_, column) => start + column * bytes) };
  for (let profile = 0; profile < count; profile++) {
    const column = await columnOf(profile);
    if (column >= width || starts[column] !== -1)
      throw file.error(
        'truncated-file',
        `is damaged: its profile ${profile} says that it is column ${column}. Get it again.`,
      );
    starts[column] = start + profile * bytes;
  }
  // A file that was cut short is no partial cell: what is missing then is the end, in the middle of a profile.
  if ((file.size - start) % bytes !== 0 && held < width)
    file.requireBytes(start, (held + 1) * bytes, `its profile ${held}`);
  return { bytes, starts };
}
