import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDtm } from '../../../../src/main/terrain/dtm/openDtm';
import { boxOf, expectUserError, readAll } from './fixtures';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packed-'));
});
afterAll(() => rm(folder, { recursive: true }));

const SIDE = 1201;
const tile = Buffer.alloc(SIDE * SIDE * 2);
for (let i = 0; i < SIDE * SIDE; i++) tile.writeInt16BE(i === 5 ? -32768 : (i % 4000) - 50, 2 * i);

interface Entry {
  readonly name: string;
  readonly bytes: Buffer;
  readonly stored?: boolean;
  readonly size?: number;
  readonly crc?: number;
  readonly flags?: number;
  readonly method?: number;
}

/** A ZIP archive, by PKWARE's APPNOTE. */
function zip(...entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, bytes, stored = false, size = bytes.length, ...entry } of entries) {
    const packed = stored ? bytes : deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(entry.flags ?? 0, 2);
    common.writeUInt16LE(entry.method ?? (stored ? 0 : 8), 4);
    common.writeUInt32LE(entry.crc ?? crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(size, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, rest, Buffer.from(name)]));
    parts.push(local);
    at += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, listed, end]);
}

async function write(name: string, bytes: Buffer): Promise<string> {
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
}

const readme: Entry = { name: 'readme.txt', bytes: Buffer.from('read me') };

test.each([
  ['N46E010.hgt.gz', () => gzipSync(tile)],
  ['n46e010.SRTMGL1.hgt.zip', () => zip({ name: 'N46E010.hgt', bytes: tile })],
  ['N46E010.zip', () => zip(readme, { name: 'tiles/N46E010.SRTMGL1.hgt', bytes: tile })],
  ['alps.zip', () => zip({ name: 'N46E010.hgt', bytes: tile, stored: true })],
  [
    'N46E010_again.zip',
    () => zip({ name: 'dem.hgt', bytes: tile }, { name: '__MACOSX/._dem.hgt', bytes: readme.bytes }),
  ],
  ['N46E010-zip64.zip', () => readFile(join(import.meta.dirname, '../../../fixtures/dtm/N46E010-zip64.zip'))],
] as const)('%s is read as the tile in it', async (name, bytes) => {
  const dtm = await openDtm(await write(name, await bytes()));
  expect(dtm.metadata).toMatchObject({ format: 'hgt', width: SIDE, height: SIDE, noData: -32768 });
  boxOf(dtm).forEach((edge, side) => {
    expect(edge).toBeCloseTo([10 - 1 / 2400, 46 - 1 / 2400, 11 + 1 / 2400, 47 + 1 / 2400][side] ?? NaN, 12);
  });
  const values = await readAll(dtm);
  expect([...values.subarray(0, 7)]).toEqual([-50, -49, -48, -47, -46, NaN, -44]);
  expect(values.at(-1)).toBe(((SIDE * SIDE - 1) % 4000) - 50);
  await dtm.close();
});

test.each([
  ['N46E010.zip', () => zip(readme), 'not-a-dtm', 'readme.txt'],
  [
    'two.zip',
    () => zip({ name: 'N46E010.hgt', bytes: tile }, { name: 'N46E011.hgt', bytes: tile }),
    'unsupported-file',
    '2 SRTM tiles',
  ],
  ['N47E010.zip', () => zip({ name: 'N46E010.hgt', bytes: tile }), 'bad-input', 'name of another position'],
  ['secret.zip', () => zip({ name: 'N46E010.hgt', bytes: tile, flags: 1 }), 'unsupported-file', 'password'],
  [
    'method.zip',
    () => zip({ name: 'N46E010.hgt', bytes: tile, method: 12 }),
    'unsupported-file',
    'Unpack it',
  ],
  [
    'small.zip',
    () => zip({ name: 'N46E010.hgt', bytes: tile.subarray(2) }),
    'truncated-file',
    '2884800 bytes',
  ],
  [
    'bomb.zip',
    () => zip({ name: 'N46E010.hgt', bytes: tile, size: 4_000_000_000 }),
    'truncated-file',
    '4000000000',
  ],
  [
    'cut.zip',
    () => zip({ name: 'N46E010.hgt', bytes: tile }).subarray(0, 3000),
    'truncated-file',
    'incomplete',
  ],
  ['N46E010.hgt.gz', () => gzipSync(tile.subarray(2)), 'truncated-file', '2884800 bytes'],
] as const)('an archive that holds no one tile is refused: %s', async (name, bytes, code, message) => {
  const own = await mkdtemp(join(folder, 'case-'));
  await writeFile(join(own, name), bytes());
  await expectUserError(openDtm(join(own, name)), code, name, message);
});

test.each([
  ['more', () => zip({ name: 'N46E010.hgt', bytes: Buffer.concat([tile, tile]), size: tile.length })],
  ['less', () => zip({ name: 'N46E010.hgt', bytes: tile.subarray(100), size: tile.length })],
  ['checksum', () => zip({ name: 'N46E010.hgt', bytes: tile, crc: 1 })],
  ['damage', () => zip({ name: 'N46E010.hgt', bytes: tile }).fill(0xff, 1000, 1100)],
] as const)('a tile that is not what its archive states gives an error: %s', async (name, bytes) => {
  const dtm = await openDtm(await write(`${name}.zip`, bytes()));
  await expectUserError(dtm.read(0, 0, 1, 1), 'truncated-file', `${name}.zip is damaged`);
  await dtm.close();
});
