import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Dtm } from '../../../../src/main/terrain/dtm/dtm';
import { UserError, type UserErrorCode } from '../../../../src/shared/errors';

const folder = join(import.meta.dirname, '../../../fixtures/dtm');

export const fixture = (name: string): string => join(folder, name);
export const made = (name: string): string => join(folder, 'made', name);

/** What GDAL reads from the fixtures that test/fixtures/dtm/make.py wrote. */
const expectation = z.object({
  width: z.number(),
  height: z.number(),
  dataType: z.string(),
  epsg: z.number().nullable(),
  /** Where the north-west corner lies on WGS 84, by PROJ. */
  cornerLonLatDeg: z.tuple([z.number(), z.number()]).nullable(),
  /** West, south, east, north: outer edges. */
  box: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  noData: z.union([z.number(), z.literal('nan')]).nullable(),
  scale: z.number(),
  offset: z.number(),
  bands: z.array(z.string()),
});
type Expectation = z.infer<typeof expectation>;

const expected = z
  .object({ files: z.record(z.string(), expectation), values: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(made('expected.json'), 'utf8')));

export const expectedNames = Object.keys(expected.files);

export function expectedOf(name: string): Expectation {
  const found = expected.files[name];
  if (found === undefined) throw new Error(`nothing is expected of ${name}`);
  return found;
}

/** Elevations of a band, NaN where there is no data. */
export function expectedValues(name: string, band = 0): Float32Array {
  const bytes = Buffer.from(expected.values[expectedOf(name).bands[band] ?? ''] ?? '', 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

export function boxOf({ metadata: m }: Dtm): [number, number, number, number] {
  return [m.originX, m.originY + m.height * m.pixelHeight, m.originX + m.width * m.pixelWidth, m.originY];
}

export const readAll = (dtm: Dtm): Promise<Float32Array> =>
  dtm.read(0, 0, dtm.metadata.width, dtm.metadata.height);

/** Expects a user error of a kind whose message matches. */
export async function expectUserError(
  work: Promise<unknown>,
  code: UserErrorCode,
  ...messages: (string | RegExp)[]
): Promise<void> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  if (!(error instanceof UserError)) return;
  expect(error.code, error.message).toBe(code);
  for (const message of messages) expect(error.message).toMatch(message);
}
