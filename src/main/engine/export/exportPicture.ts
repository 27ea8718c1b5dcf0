import { writeFile } from 'node:fs/promises';
import { UserError } from '../../../shared/errors';
import type { Project } from '../context';
import { dtmFileNames } from '../dtms/dtms';
import { provenanceOf } from './provenance';
import { writeBeside } from '../../platform/writeBeside';

/** The bytes that a PNG starts with, and its last chunk (W3C, PNG third edition, sections 5.2 and 11.2.5). */
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const END = Buffer.from([0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]);

/**
 * Writes a picture of the map with its provenance in it, as the text chunks of a PNG.
 * @param png as the window drew it
 * @param shown what the picture shows, for its description, e.g. layers and radius
 * @throws UserError `bad-input` for bytes that are no PNG, `disk`
 */
export async function exportPicture(
  project: Project,
  png: Uint8Array,
  shown: Readonly<Record<string, string | number>>,
  path: string,
): Promise<void> {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  if (!bytes.subarray(0, 8).equals(SIGNATURE) || !bytes.subarray(-12).equals(END)) {
    throw new UserError('bad-input', 'The picture of the map is no PNG.');
  }
  const dtms = await dtmFileNames(project.database);
  const { software, created, attribution, ...provenance } = await provenanceOf(
    project,
    dtms,
    Date.now(),
    shown,
  );
  const texts: Readonly<Record<string, string>> = {
    Software: software,
    'Creation Time': created,
    ...(attribution === '' ? {} : { Source: attribution }),
    Description: JSON.stringify(provenance),
  };
  const chunks = Object.entries(texts).map(([keyword, text]) => textChunk(keyword, text));
  await writeBeside(path, (beside) =>
    writeFile(beside, Buffer.concat([bytes.subarray(0, -12), ...chunks, END]), { flush: true }),
  );
}

/** International text, neither compressed nor in a language that matters (section 11.3.3.4). */
function textChunk(keyword: string, text: string): Buffer {
  const data = Buffer.concat([
    Buffer.from('iTXt', 'latin1'),
    Buffer.from(`${keyword}\0\0\0\0\0`, 'latin1'),
    Buffer.from(text, 'utf8'),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length - 4);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(data));
  return Buffer.concat([length, data, check]);
}

/** The check sum of a chunk's type and data (section 5.5: CRC-32 of ISO 3309). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
