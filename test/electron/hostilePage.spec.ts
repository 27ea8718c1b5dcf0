import { createSocket } from 'node:dgram';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { askEngine, callBridge } from './hostilePage';
import { expect, fixture, test } from './workbench';

/** What a compromised page cannot do: everything here calls the bridge and the engine's port directly. */
const opened = (page: Page): Promise<void> => expect(page.getByText('Liechtenstein sample')).toBeVisible();
const labelsTo = (path: string): unknown => ({ source: { kind: 'labels' }, path });
const refused = { kind: 'error', code: 'bad-input' };

test('a page cannot name files of its own choosing', async ({ workbench }) => {
  const { page, folder } = workbench;
  await opened(page);
  const victim = join(folder, 'thesis.csv');
  writeFileSync(victim, 'years of work');

  await test.step('by claiming to be the open project', async () => {
    await callBridge(page, 'setProject', victim);
    expect(await callBridge(page, 'grantDropped', victim)).toBe('There is no grantDropped.');
    expect(await callBridge(page, 'recentProjects')).not.toContain(victim);
    expect(await askEngine(page, 'exports', 'points', labelsTo(victim))).toMatchObject(refused);
  });
  await test.step('by a forged dropped file', async () => {
    const forged = await page.evaluate(async (path) => {
      const file = new File(['x'], 'thesis.csv');
      Object.defineProperty(file, 'path', { value: path });
      const tries: unknown[] = [
        { path },
        file,
        // An own property of this name could become the prototype of a copy.
        JSON.parse(`{ "__proto__": {}, "path": ${JSON.stringify(path)} }`),
        Object.defineProperty({ path }, '__proto__', { value: file, enumerable: true }),
        Object.setPrototypeOf({ path }, File.prototype),
      ];
      return Promise.all(tries.map((each) => window.workbench.droppedPath(each as File).catch(() => null)));
    }, victim);
    expect(forged).toEqual([null, null, null, null, null]);
    expect(await askEngine(page, 'project', 'open', { path: victim })).toMatchObject(refused);
  });
  await test.step('by a report in another folder', async () => {
    await callBridge(page, 'showReport', `../../thesis.csv`);
    expect(await workbench.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });
  expect(readFileSync(victim, 'utf8')).toBe('years of work');
});

test('opened files are not overwritten, and a save path is valid once', async ({ workbench }) => {
  const { page, folder, openFrom, saveAs } = workbench;
  await opened(page);
  const dtm = join(folder, 'terrain.tif');
  copyFileSync(fixture('dtm', 'clip_utm32n.tif'), dtm);
  const before = readFileSync(dtm);
  await openFrom(dtm);
  expect(await callBridge(page, 'openDialog', 'dtm')).toEqual([dtm]);
  expect(await askEngine(page, 'exports', 'points', labelsTo(dtm))).toMatchObject(refused);
  expect(await askEngine(page, 'tasks', 'start', { kind: 'save-copy', path: dtm })).toMatchObject(refused);
  expect(await askEngine(page, 'project', 'create', { path: dtm })).toMatchObject(refused);
  expect(await askEngine(page, 'experiments', 'export', { experimentId: 1, folder })).toMatchObject(refused);
  expect(readFileSync(dtm).equals(before)).toBe(true);

  const csv = join(folder, 'labels.csv');
  await saveAs(csv);
  expect(await callBridge(page, 'saveDialog', { kind: 'csv', suggestedName: '/etc/labels.csv' })).toBe(csv);
  expect(await askEngine(page, 'tasks', 'start', { kind: 'import-dtms', paths: [csv] })).toMatchObject(
    refused,
  );
  expect(await askEngine(page, 'exports', 'points', labelsTo(csv))).toMatchObject({ kind: 'value' });
  expect(existsSync(csv)).toBe(true);
  writeFileSync(csv, 'edited since');
  expect(await askEngine(page, 'exports', 'points', labelsTo(csv))).toMatchObject(refused);
  expect(readFileSync(csv, 'utf8')).toBe('edited since');
});

/** Answers the program's message boxes by a button, and records their texts. */
async function answerBy(app: ElectronApplication, response: number): Promise<() => Promise<string[]>> {
  await app.evaluate(({ dialog }, chosen) => {
    const said: string[] = [];
    Reflect.set(globalThis, 'said', said);
    dialog.showMessageBox = (...given: unknown[]) => {
      said.push(JSON.stringify(given[1]));
      return Promise.resolve({ response: chosen, checkboxChecked: false });
    };
  }, response);
  return () => app.evaluate(() => Reflect.get(globalThis, 'said') as string[]);
}

test('a page cannot change server addresses by itself', async ({ workbench }) => {
  const { app, page } = workbench;
  await opened(page);
  const overpassUrl = 'http://127.0.0.1:9/api';
  const basemap = 'https://tiles.example.org/{z}/{x}/{y}.png';
  const kept = async (): Promise<unknown> => (await askEngine(page, 'settings', 'get')).value;
  const untouched = { overpassUrl: 'https://overpass-api.de/api/interpreter', basemapAddresses: [] };
  const change = (value: object): ReturnType<typeof askEngine> =>
    askEngine(page, 'settings', 'change', value);

  for (const value of [
    { overpassUrl },
    { overpassUrl: 'https://example.org' },
    { basemapAddresses: [basemap] },
  ])
    expect(await change(value)).toMatchObject(refused);
  expect(await kept()).toMatchObject(untouched);

  const saidNo = await answerBy(app, 1);
  expect(await callBridge(page, 'allowAddress', { use: 'overpass', address: overpassUrl })).toBe(false);
  expect(await change({ overpassUrl })).toMatchObject(refused);
  const [question] = await saidNo();
  expect(question).toContain('127.0.0.1:9');
  expect(question).toContain('this computer');
  expect(question).toContain('not encrypted');

  const saidYes = await answerBy(app, 0);
  expect(await callBridge(page, 'allowAddress', { use: 'overpass', address: overpassUrl })).toBe(true);
  expect(await callBridge(page, 'allowAddress', { use: 'basemap', address: basemap })).toBe(true);
  expect((await saidYes())[1]).toContain('tiles.example.org');
  // A grid's database states this one; the address of a grid is something else.
  const bucket = 's3://somebodys/shards';
  const allowing = (): ReturnType<typeof askEngine> =>
    askEngine(page, 'grid', 'allow', { data: bucket, sources: [] });
  expect(await allowing()).toMatchObject(refused);
  expect(await callBridge(page, 'allowAddress', { use: 'grid-place', address: bucket })).toBe(true);
  const placeAsked = (await saidYes())[2];
  expect(placeAsked).toContain('Read data of the grid from');
  expect(placeAsked).toContain(bucket);
  expect(await allowing()).toMatchObject({ message: expect.stringContaining('not opened') });
  // Each is allowed for its own purpose only.
  expect(await change({ overpassUrl: basemap })).toMatchObject(refused);
  expect(await change({ overpassUrl, basemapAddresses: [basemap] })).toMatchObject({ kind: 'value' });
  expect(await kept()).toMatchObject({ overpassUrl, basemapAddresses: [basemap] });
  expect(await callBridge(page, 'allowAddress', { use: 'overpass', address: 'file:///etc/passwd' })).toMatch(
    /Error/,
  );
});

test('a page cannot reach the network', async ({ workbench }) => {
  const { page } = workbench;
  await opened(page);
  const reached: string[] = [];
  const server = createServer((_request, response) => response.end());
  server.on('connection', () => reached.push('TCP'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const tcp = (server.address() as AddressInfo).port;
  const socket = createSocket('udp4').on('message', () => reached.push('UDP'));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const udp = socket.address().port;
  await page.evaluate(
    async ({ http, stun }) => {
      await fetch(`http://127.0.0.1:${http}/`).catch(() => null);
      navigator.sendBeacon(`http://127.0.0.1:${http}/`);
      new Image().src = `http://127.0.0.1:${http}/a.png`;
      for (const rel of ['preconnect', 'dns-prefetch', 'prefetch', 'stylesheet']) {
        const link = document.createElement('link');
        Object.assign(link, { rel, href: `http://127.0.0.1:${http}/` });
        document.head.append(link);
      }
      // Content security policies do not cover WebRTC.
      const connection = new RTCPeerConnection({
        iceServers: [
          { urls: `stun:127.0.0.1:${stun}` },
          { urls: `turn:127.0.0.1:${http}?transport=tcp`, username: 'a', credential: 'b' },
        ],
      });
      connection.createDataChannel('way out');
      await connection.setLocalDescription();
      if (connection.iceGatheringState !== 'complete')
        await new Promise<void>((resolve) => {
          connection.addEventListener('icegatheringstatechange', () => {
            if (connection.iceGatheringState === 'complete') resolve();
          });
        });
      connection.close();
    },
    { http: tcp, stun: udp },
  );
  expect(reached).toEqual([]);
  server.closeAllConnections();
  server.close();
  socket.close();
});

test('no message from a page stops the program', async ({ workbench }) => {
  const { app, page, restart, folder } = workbench;
  await opened(page);
  await app.evaluate(() => {
    const uncaught: string[] = [];
    Reflect.set(globalThis, 'uncaught', uncaught);
    process.on('uncaughtException', (error) => uncaught.push(error.message));
    process.on('unhandledRejection', (error) => uncaught.push(String(error)));
  });
  const odd: unknown[] = [null, 1, 'x'.repeat(1e6), [], {}, { tasks: 1 }, ['__proto__']];
  const named = [
    'openDialog',
    'saveDialog',
    'showReport',
    'setWork',
    'notifyEnd',
    'mayStopWork',
    'setMenuState',
  ];
  for (const name of [...named, 'droppedPath', 'allowAddress', 'setProject', 'onRequest'])
    for (const value of odd) await callBridge(page, name, value, value);
  await page.evaluate(() =>
    Promise.all(
      ['workbench://app/%ff', 'workbench://app/%00', 'workbench://elsewhere/index.html', 'basemap/%ff'].map(
        (url) => fetch(url).catch(() => null),
      ),
    ),
  );
  expect(await app.evaluate(() => Reflect.get(globalThis, 'uncaught') as string[])).toEqual([]);
  expect(await askEngine(page, 'project', 'info')).toMatchObject({ kind: 'value' });

  const state = join(folder, 'user', 'state.json');
  const far = { x: 1e300, y: -1e300, width: -1, height: 1e9, maximised: 'yes' };
  for (const broken of [
    '{',
    '[]',
    JSON.stringify({ recentProjects: [1, '/nowhere', 'x'.repeat(1e6)], window: far }),
  ]) {
    writeFileSync(state, broken);
    await restart();
    await opened(workbench.page);
  }
});
