import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openDtm } from '../../../../src/main/terrain/dtm/openDtm';
import { unpackTar } from '../../../endure/tar';
import { boxOf, fixture, readAll } from './fixtures';

/** What test/fixtures/dtm/encodings.py wrote: every encoding once, or the archive that is named, with many. */
const archive = process.env.GDAL_ENCODINGS ?? fixture('encodings.tar.gz');

const expectation = z.object({
  files: z.record(
    z.string(),
    z.object({
      width: z.number(),
      height: z.number(),
      /** West, south, east, north. */
      box: z.tuple([z.number(), z.number(), z.number(), z.number()]),
      /** Names of elevations, by band. */
      bands: z.array(z.string()),
    }),
  ),
  /** Elevations by name: float32, NaN where there is no data. */
  values: z.record(z.string(), z.string()),
});

let folder: string;
let expected: z.infer<typeof expectation>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encodings-'));
  for (const [name, bytes] of unpackTar(gunzipSync(await readFile(archive))))
    await writeFile(join(folder, name), bytes);
  expected = expectation.parse(JSON.parse(await readFile(join(folder, 'expected.json'), 'utf8')));
});
afterAll(() => rm(folder, { recursive: true }));

test('every encoding that GDAL writes is read as GDAL reads it, value by value', async () => {
  const names = Object.keys(expected.files);
  expect(names.length).toBeGreaterThan(1000);
  const differences: string[] = [];
  const work = names.entries();
  const compareSome = async (): Promise<void> => {
    for (const [, name] of work) {
      const file = expected.files[name];
      for (const [band, key] of file?.bands.entries() ?? []) {
        const difference = await compare(name, band, expected.values[key] ?? '', file?.box).catch(String);
        if (difference !== null) differences.push(`${name}, band ${band + 1}: ${difference}`);
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, compareSome));
  expect(differences).toEqual([]);
});

/** What differs in a band; null for nothing. */
async function compare(
  name: string,
  band: number,
  base64: string,
  box: readonly number[] | undefined,
): Promise<string | null> {
  const bytes = Buffer.from(base64, 'base64');
  const right = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const dtm = await openDtm(join(folder, name), { band });
  try {
    const values = await readAll(dtm);
    const place = right.findIndex((value, i) => !Object.is(value, values[i]) && value !== values[i]);
    if (values.length !== right.length || place >= 0)
      return `${values[place] ?? NaN} instead of ${right[place] ?? NaN} at ${place}`;
    const isThere = boxOf(dtm).every((edge, side) => Math.abs(edge - (box?.[side] ?? NaN)) < 1e-6);
    return isThere ? null : `lies at ${boxOf(dtm).join(' ')}`;
  } finally {
    await dtm.close();
  }
}
