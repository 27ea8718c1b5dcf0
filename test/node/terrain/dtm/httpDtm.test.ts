import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { FileSource } from '../../../../src/main/platform/fileSource';
import { openDtm } from '../../../../src/main/terrain/dtm/openDtm';
import { fixture } from '../../engine/folder';

const path = fixture('dtm', 'liechtenstein_srtm1.tif');
const file = readFileSync(path);
let root = '';
let sent = 0;
let ranges: string[] = [];
/** What the next requests are answered by instead of the file. */
let failures: ((response: ServerResponse) => void)[] = [];
let etag = '"first"';

function answer({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
  const fail = failures.shift();
  if (fail !== undefined) {
    fail(response);
    return;
  }
  const lastModified = new Date(1_700_000_000_000).toUTCString();
  const head = { etag, ...(url.startsWith('/undated') ? {} : { 'last-modified': lastModified }) };
  if (url.startsWith('/moved')) return void response.writeHead(302, { location: '/dtm.tif' }).end();
  if (url.startsWith('/none')) return void response.writeHead(404).end();
  if (url.startsWith('/whole')) return void response.writeHead(200, head).end(file);
  if (headers['if-match'] !== undefined && headers['if-match'] !== etag)
    return void response.writeHead(412).end();
  const [, from = '', to = ''] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
  const part = file.subarray(Number(from), Number(to) + 1);
  ranges.push(`${from}-${to}`);
  sent += part.length;
  response.writeHead(206, { ...head, 'content-range': `bytes ${from}-${to}/${file.length}` }).end(part);
}

const server = createServer(answer);
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  [sent, ranges, failures, etag] = [0, [], [], '"first"'];
});
afterAll(() => server.close());

test('a DTM on a server is the one on the disk', async () => {
  const [there, here] = [await openDtm(`${root}/moved/dtm.tif?signature=secret`), await openDtm(path)];
  expect(there.metadata).toEqual({
    ...here.metadata,
    path: `${root}/moved/dtm.tif`,
    modifiedMs: 1_700_000_000_000,
  });
  const window = [100, 200, 64, 64] as const;
  expect(await there.read(...window)).toEqual(await here.read(...window));
  await Promise.all([there.close(), here.close()]);
});

test('parts of a file are fetched, small ones once', async () => {
  const source = await FileSource.open(`${root}/dtm.tif`);
  expect([source.size, source.modifiedMs]).toEqual([file.length, 1_700_000_000_000]);
  for (let at = 0; at < 4000; at += 100)
    expect(await source.read(at, 50, 'some')).toEqual(file.subarray(at, at + 50));
  expect(await source.read(65_530, 12, 'some')).toEqual(file.subarray(65_530, 65_542));
  expect(await source.read(70_001, 100_000, 'many')).toEqual(file.subarray(70_001, 170_001));
  expect(ranges).toEqual(['0-0', '0-65535', '65536-131071', '70001-170000']);
  await expect(source.read(file.length - 1, 2, 'too many')).rejects.toMatchObject({ code: 'truncated-file' });
  await source.close();
});

test('a server that is busy, or breaks off, is asked again', async () => {
  const busy = (response: ServerResponse): void => void response.writeHead(503).end();
  const broken = (response: ServerResponse): void => void response.destroy();
  const half = (response: ServerResponse): void => {
    response.writeHead(206, { 'content-length': 1000 });
    response.write('half', () => response.destroy());
  };
  failures = [busy, broken];
  const source = await FileSource.open(`${root}/dtm.tif`);
  failures = [half];
  expect(await source.read(10, 20, 'some')).toEqual(file.subarray(10, 30));
  await source.close();
});

test('what is another file by now is not mixed with the first', async () => {
  const source = await FileSource.open(`${root}/dtm.tif`);
  etag = '"second"';
  await expect(source.read(0, 100, 'some')).rejects.toMatchObject({ code: 'bad-input' });
  await source.close();
});

test.each([
  ['/none.tif', 'not-found', /none\.tif is not there/],
  ['/whole.tif', 'network', /must send ranges/],
  ['/undated.tif', 'network', /time of the last change/],
])('%s is refused', async (name, code, reason) => {
  const error: unknown = await openDtm(`${root}${name}?key=secret`).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code, message: expect.stringMatching(reason) as string });
  expect(String(error)).not.toContain('secret');
  expect(sent).toBeLessThan(100);
});
