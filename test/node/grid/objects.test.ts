import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { ListedObject, ObjectStore } from '../../../src/main/grid/objects/objectStore';
import { openObjectStore } from '../../../src/main/grid/objects/openObjectStore';
import { openS3Store } from '../../../src/main/grid/objects/s3Store';
import { temporaryFolder } from '../engine/folder';
import { startS3Server } from './s3Server';

const folder = temporaryFolder();
const s3 = await startS3Server();
afterAll(() => {
  s3.close();
});
const bytes = Buffer.from('0123456789');

/** The keys of a list. */
async function all(objects: AsyncIterable<ListedObject>): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of objects) found.push(key);
  return found;
}

describe.each<[string, () => Promise<ObjectStore>]>([
  ['a folder', () => openObjectStore(join(folder, 'data', 'of a grid'))],
  ['a bucket', () => Promise.resolve(openS3Store('s3://bucket/of a grid/', s3.env))],
  ['a whole bucket', () => Promise.resolve(openS3Store('s3://bucket', s3.env))],
])('%s', (_, open) => {
  test('keeps objects', async () => {
    const store = await open();
    expect(await store.size('a/b.json')).toBeNull();
    await store.put('a/b.json', Buffer.from('old'));
    await store.put('a/b.json', bytes);
    await store.put('a/empty', new Uint8Array());
    // More pieces than systems write by one call.
    const pieces = Array.from({ length: 3000 }, (_, i) => Buffer.from(`${i},`.repeat(i % 7)));
    await store.put('a/pieces', pieces);
    expect(Buffer.from(await store.get('a/pieces')).equals(Buffer.concat(pieces))).toBe(true);
    await store.put('a/none', []);
    expect(await store.size('a/none')).toBe(0);
    expect(Buffer.from(await store.get('a/b.json')).toString()).toBe('0123456789');
    expect(await store.size('a/b.json')).toBe(10);
    expect(await store.size('a')).toBeNull();
    expect((await store.get('a/empty')).length).toBe(0);
    await store.remove('a/empty');
    await store.remove('a/empty');
    await expect(store.get('a/empty')).rejects.toMatchObject({ code: 'not-found' });
    await expect(store.read('a/empty', 0, 1)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('reads ranges, also from the end, and never less than was asked for', async () => {
    const store = await open();
    await store.put('ranges', bytes);
    const read = async (offset: number, length: number): Promise<string> =>
      Buffer.from(await store.read('ranges', offset, length)).toString();
    expect(await read(0, 1)).toBe('0');
    expect(await read(3, 4)).toBe('3456');
    expect(await read(9, 1)).toBe('9');
    expect(await read(-10, 10)).toBe('0123456789');
    expect(await read(-3, 3)).toBe('789');
    expect(await read(2, 0)).toBe('');
    for (const [offset, length] of [
      [8, 3],
      [10, 1],
      [11, 1],
      [-11, 11],
    ] as const)
      await expect(read(offset, length)).rejects.toMatchObject({ code: 'truncated-file' });
  });

  test('lists keys by prefix, in the order of their characters', async () => {
    const store = await open();
    for (const key of ['l/b/1', 'l/b-c', 'l/b.d/2', 'l/a', 'l/b/0', 'lx']) await store.put(key, bytes);
    expect(await all(store.list('l/'))).toEqual(['l/a', 'l/b-c', 'l/b.d/2', 'l/b/0', 'l/b/1']);
    expect(await all(store.list('l/b.'))).toEqual(['l/b.d/2']);
    expect(await all(store.list('l'))).toHaveLength(6);
    expect(await all(store.list('none/'))).toEqual([]);
    for await (const { bytes: size, putMs } of store.list('l/b/')) {
      expect(size).toBe(bytes.length);
      expect(Math.abs(putMs - Date.now())).toBeLessThan(86_400_000);
    }
  });

  test('refuses keys that would leave it', async () => {
    const store = await open();
    for (const key of ['', '/a', '../a', 'a/../../b', 'a//b', 'A', 'a\\b', 'a/.'])
      await expect(store.put(key, bytes)).rejects.toThrow(RangeError);
  });
});

test('files that are being written are no objects', async () => {
  const store = await openObjectStore(join(folder, 'partial'));
  await store.put('a/whole', bytes);
  writeFileSync(join(folder, 'partial', 'a', 'whole.0123abcd-1-1.partial'), 'half');
  expect(await all(store.list(''))).toEqual(['a/whole']);
});

test('a folder that cannot be made is said to be one', async () => {
  mkdirSync(join(folder, 'loop'));
  symlinkSync(join(folder, 'loop', 'x'), join(folder, 'loop', 'x'));
  await expect(openObjectStore(join(folder, 'loop', 'x'))).rejects.toMatchObject({ code: 'disk' });
  await expect(openObjectStore('relative/folder')).rejects.toMatchObject({ code: 'bad-input' });
});

describe('a bucket', () => {
  beforeEach(() => {
    s3.requests.length = 0;
    s3.objects.clear();
  });

  test('is asked again when it is busy, fails or the connection breaks', async () => {
    const store = openS3Store('s3://bucket/p', s3.env);
    s3.failures.push(503, 'broken', 429, 500);
    await store.put('a', bytes);
    expect(s3.requests).toEqual(Array.from({ length: 5 }, () => 'PUT /bucket/p/a'));
    expect(s3.objects.get('p/a')).toEqual(bytes);
  });

  test('may send a whole object where a range was asked for', async () => {
    const store = openS3Store('s3://bucket/p', s3.env);
    await store.put('a', bytes);
    s3.sendsWhole = true;
    expect(Buffer.from(await store.read('a', 3, 2)).toString()).toBe('34');
    expect(Buffer.from(await store.read('a', -2, 2)).toString()).toBe('89');
    s3.sendsWhole = false;
  });

  test.each([
    ['s3://bucket', { AWS_SECRET_ACCESS_KEY: 'wrong' }, /403 SignatureDoesNotMatch/],
    ['s3://bucket', { AWS_REGION: 'us-east-1' }, /403 SignatureDoesNotMatch/],
    ['s3://other', {}, /404 NoSuchBucket/],
  ])('%s with %o says what is wrong, and no secret', async (address, env, reason) => {
    const error: unknown = await openS3Store(address, { ...s3.env, ...env })
      .get('a')
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'network', message: expect.stringMatching(reason) as string });
    expect(String(error)).not.toMatch(/secret|wrong|AKIA/);
    expect(s3.requests).toHaveLength(1);
  });

  test('needs keys, and a bucket', () => {
    expect(() => openS3Store('s3://bucket', {})).toThrow(/AWS_ACCESS_KEY_ID/);
    expect(() => openS3Store('s3:///prefix', s3.env)).toThrow(/names no bucket/);
    expect(() => openS3Store('s3://b', { ...s3.env, AWS_ENDPOINT_URL: 'localhost:9' })).toThrow(/http/);
  });
});
