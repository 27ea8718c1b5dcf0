import { extname } from 'node:path';
import { asc } from './asc/asc';
import type { Dtm, DtmOpenOptions } from './dtm';
import { FileSource } from './fileSource';
import type { DtmFormat } from './format';
import { geotiff } from './geotiff/geotiff';
import { hgt } from './hgt';

/** Every format that can be read; the first that recognises a file opens it. */
const FORMATS: readonly DtmFormat[] = [geotiff, hgt, asc];

const HEAD_BYTES = 1024;

/**
 * Opens a DTM file and reads its metadata; elevations are read when asked for.
 * @throws UserError naming the file, what is wrong and what to do: `not-found`, `not-a-dtm`, `unsupported-file`,
 * `truncated-file`, `crs-missing`, `crs-unknown`, `band-choice`
 */
export async function openDtm(path: string, options: DtmOpenOptions = {}): Promise<Dtm> {
  const file = await FileSource.open(path);
  try {
    const head = await file.read(0, Math.min(file.size, HEAD_BYTES), 'its head');
    const extension = extname(path).toLowerCase();
    const format = FORMATS.find((candidate) => candidate.recognises(head, extension));
    if (format === undefined)
      throw file.error(
        'not-a-dtm',
        `is in no format that can be read here. Formats: ${FORMATS.map(({ name }) => name).join(', ')}.`,
      );
    return await format.open(file, options);
  } catch (error) {
    await file.close();
    throw error;
  }
}
