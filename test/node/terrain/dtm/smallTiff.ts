import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDtm } from '../../../../src/main/terrain/dtm/openDtm';
import { readAll } from './fixtures';
import type { TiffPlan } from './tiffFile';

export const small: TiffPlan = {
  width: 5,
  height: 7,
  values: Int16Array.from({ length: 35 }, (_, i) => 1000 + i),
  bigEndian: false,
  bigTiff: false,
  deflate: false,
  predictor: false,
  rowsPerStrip: 3,
};

/** Opens and reads bytes as a file in a folder. */
export async function readTiff(folder: string, bytes: Uint8Array): Promise<Float32Array> {
  const path = join(folder, 'hostile.tif');
  await writeFile(path, bytes);
  const dtm = await openDtm(path);
  try {
    return await readAll(dtm);
  } finally {
    await dtm.close();
  }
}
