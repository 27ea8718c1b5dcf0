import { copyFileSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pixelsOf } from '../electron/pixels';
import { filesInArchive } from './archive';
import { expect, test } from './installed';

test('the packaged app does the main job', async ({ installed }) => {
  const { folder, sample, start, startAgain } = installed;
  await test.step('the first start opens the sample, and one click finds peaks', async () => {
    const { page, close } = await start();
    await expect(page.getByText('Liechtenstein sample').first()).toBeVisible();
    const [, electron = ''] = /Electron\/(\S+)/.exec(await page.evaluate(() => navigator.userAgent)) ?? [];
    // Electron 45 was the newest of the three supported versions when this was written.
    if (Number.parseInt(electron, 10) < 43) {
      const notices = page.getByRole('status');
      await expect(
        notices.getByText(`Electron ${electron}, which no longer gets security fixes`),
      ).toBeVisible();
      await notices.getByRole('button', { name: 'Dismiss notice' }).click();
    }
    await expect(page.getByRole('radiogroup', { name: 'Active class' }).getByText('47')).toBeVisible();
    for (const radius of ['480 m', '960 m']) {
      const box = page.getByRole('checkbox', { name: radius, exact: true });
      await expect(box).toBeChecked();
      await box.uncheck();
    }
    await page.getByRole('button', { name: 'Find detections' }).click();
    const run = page.getByRole('region', { name: 'Runs' }).getByRole('button', { pressed: true });
    await expect(run).toBeVisible({ timeout: 200_000 });
    const map = page.getByRole('application', { name: 'Map' });
    await expect.poll(async () => (await pixelsOf(map)).count('#2563EB', 24)).toBeGreaterThan(200);

    await page.keyboard.press('Control+K');
    await page.getByRole('combobox', { name: 'Search' }).fill('Licences');
    const opened = page.context().waitForEvent('page');
    await page.keyboard.press('Enter');
    await expect((await opened).getByRole('cell', { name: 'TensorFlow', exact: true })).toBeVisible();

    expect(await close()).toBe(0);
  });

  await test.step('double-clicking a project opens it, whether the program is running or not', async () => {
    const copy = join(folder, 'Double click.topo2vec');
    copyFileSync(sample, copy);
    const { page, close } = await start(copy);
    await expect(page.getByText('Double click').first()).toBeVisible();
    expect(await startAgain(sample)).toBe(0);
    await expect(page.getByText('Liechtenstein sample').first()).toBeVisible();
    expect(await close()).toBe(0);
  });
});

test('the packaged app contains only what it needs to run', async () => {
  const { unpackedExecutable } = await import('../../scripts/packaging/unpacked.mjs');
  const { checkFuses } = await import('../../scripts/packaging/fuses.mjs');
  checkFuses(unpackedExecutable);

  const installedFolder = dirname(unpackedExecutable);
  const files = filesInArchive(join(installedFolder, 'resources', 'app.asar'));
  expect(files).toEqual(
    expect.arrayContaining([
      'out/main/index.js',
      'out/main/engine.js',
      'out/main/compute.js',
      'out/preload/index.js',
      'out/renderer/index.html',
      'out/renderer/guide/index.html',
      'out/licences/index.html',
      'node_modules/sqlite3/build/Release/node_sqlite3.node',
      'node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node',
    ]),
  );
  const unwanted =
    /\.(map|ts|cc|h|gyp|md)$|(^|\/)(bench|pretrain|experiments|cli)\.js$|\/(test|tests|docs)\//;
  expect(files.filter((file) => unwanted.test(file))).toEqual([]);

  const licences = readFileSync(join(installedFolder, 'THIRD-PARTY-LICENCES.html'), 'utf8');
  for (const work of ['TensorFlow', 'Electron', 'sqlite3', 'SQLite', 'ol', 'svelte', 'Inter', 'zod']) {
    expect(licences).toContain(`<td>${work}</td>`);
  }
});
