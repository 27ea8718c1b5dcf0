import type { FileSource } from '../../../platform/fileSource';

/** What the records before the profiles of a DTED cell say. */
interface DtedHeader {
  /** Profiles, and values of each. */
  readonly width: number;
  readonly height: number;
  /** Degrees from a value to the next. */
  readonly pixelWidth: number;
  readonly rowHeight: number;
  /** The south-western value, degrees. */
  readonly west: number;
  readonly south: number;
  /** Code of the horizontal datum, such as WGS84; empty where none is stated. */
  readonly datum: string;
  /** Byte at which the profiles begin. */
  readonly start: number;
}

const [UHL_BYTES, DSI_BYTES, ACC_BYTES] = [80, 648, 2700];
/** Tapes have labels of as many bytes before the first record. */
const MAX_TAPE_LABELS = 8;

/**
 * Reads user header label, data set identification and accuracy record (MIL-PRF-89020B, 3.13).
 * @throws UserError `not-a-dtm`, `truncated-file`
 */
export async function readDtedHeader(file: FileSource): Promise<DtedHeader> {
  const damaged = (what: string): Error =>
    file.error('not-a-dtm', `is no DTED cell that can be read: ${what}. Get it again.`);
  let at = 0;
  let uhl = '';
  for (let label = 0; label <= MAX_TAPE_LABELS && !uhl.startsWith('UHL'); label++) {
    uhl = (await file.read(at, UHL_BYTES, 'its user header label')).toString('latin1');
    if (!/^(?:UHL|VOL|HDR)/.test(uhl)) break;
    at += UHL_BYTES;
  }
  const rest = (await file.read(at, DSI_BYTES + ACC_BYTES, 'its header records')).toString('latin1');
  const acc = rest.slice(DSI_BYTES);
  if (!uhl.startsWith('UHL') || !rest.startsWith('DSI') || !acc.startsWith('ACC'))
    throw damaged('a record (UHL, DSI or ACC) is missing');
  const field = (from: number, length: number): string => uhl.slice(from - 1, from - 1 + length).trim();
  const number = (from: number, length: number): number =>
    /^\d+$/.test(field(from, length)) ? Number(field(from, length)) : NaN;
  const lon = angle(field(5, 8));
  const lat = angle(field(13, 8));
  if (lon === null || lat === null) throw damaged('its user header label does not say where it lies');
  // Cells of before Amendment 1 have latitude and longitude the other way round.
  const [x, y] = /[NS]/.test(lon.side) && /[EW]/.test(lat.side) ? [lat, lon] : [lon, lat];
  const header = {
    width: number(48, 4),
    height: number(52, 4),
    pixelWidth: number(21, 4) / 36_000,
    rowHeight: number(25, 4) / 36_000,
    west: x.degrees,
    south: y.degrees,
    datum: rest.slice(144, 149).replace(/\0/g, '').trim(),
    start: at + DSI_BYTES + ACC_BYTES,
  };
  const isSound = header.width > 1 && header.height > 1 && header.pixelWidth > 0 && header.rowHeight > 0;
  if (!isSound || !/[EW]/.test(x.side) || !/[NS]/.test(y.side))
    throw damaged('its user header label has no readable counts, intervals or corner');
  return header;
}

/** DDDMMSSH. */
function angle(text: string): { readonly degrees: number; readonly side: string } | null {
  const [, degrees, minutes, seconds, side] = /^(\d{3})(\d{2})(\d{2})([NSEW])$/.exec(text) ?? [];
  if (side === undefined) return null;
  const value = Number(degrees) + Number(minutes) / 60 + Number(seconds) / 3600;
  return { degrees: /[SW]/.test(side) ? -value : value, side };
}
