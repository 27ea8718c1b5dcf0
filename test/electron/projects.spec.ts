import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import type { ElectronApplication, Page } from '@playwright/test';
import { expect, fixture, test } from './workbench';
import { parts } from '../builtParts';

const { migrations } = parts;

/** A connection with the bare library, as another program would make. */
const bare = (path: string, sql: string): Promise<sqlite3.Database> =>
  new Promise((resolve, reject) => {
    const database = new sqlite3.Database(path);
    database.exec(sql, (error) => {
      if (error === null) resolve(database);
      else reject(error);
    });
  });

const closed = (database: sqlite3.Database): Promise<void> =>
  new Promise((resolve, reject) => {
    database.close((error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });

/** Answers the next message boxes by a button's name, and records their texts. */
const answerWith = (app: ElectronApplication, button: string): Promise<void> =>
  app.evaluate(({ dialog }, wanted) => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    dialog.showMessageBox = ((_window: unknown, options: Electron.MessageBoxOptions) => {
      said.push([options.message, options.detail ?? ''].join('\n'));
      return Promise.resolve({ response: options.buttons?.indexOf(wanted) ?? -1, checkboxChecked: false });
    }) as typeof dialog.showMessageBox;
  }, button);

const whatWasSaid = (app: ElectronApplication): Promise<string[]> =>
  app.evaluate(() => (globalThis as unknown as { said: string[] }).said);

const projectButton = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
async function dismissNotices(page: Page): Promise<void> {
  const buttons = page.getByRole('button', { name: 'Dismiss notice' });
  while ((await buttons.count()) > 0) await buttons.first().click();
}

const notices = (page: Page) => page.getByRole('status');

test('projects are copied, opened, refused and upgraded, and steps are undone by name', async ({
  workbench,
}) => {
  const { app, page, folder, picture, menu, saveAs, openFrom, drop } = workbench;
  const map = page.getByRole('application', { name: 'Map' });
  await expect(projectButton(page, 'Liechtenstein sample')).toBeVisible();
  const sample = join(folder, 'user', 'sample', 'Liechtenstein sample.topo2vec');

  await test.step('undo restores a removed encoder and a removed run', async () => {
    await page.getByRole('tab', { name: 'Train' }).click();
    const inv = page.getByRole('region', { name: 'Encoders' }).getByRole('button', { name: /^topo2vec-inv/ });
    await inv.click();
    await page.getByRole('button', { name: 'Remove encoder topo2vec-inv' }).click();
    await expect(inv).toBeHidden();
    await menu('Edit', 'Undo Remove encoder topo2vec-inv');
    await expect(inv).toBeVisible();
    await expect(notices(page).getByText('Undone: Remove encoder topo2vec-inv')).toBeVisible();
    await menu('Edit', 'Redo Remove encoder topo2vec-inv');
    await expect(inv).toBeHidden();
    await menu('Edit', 'Undo Remove encoder topo2vec-inv');
    await expect(inv).toBeVisible();

    await page.getByRole('tab', { name: 'Detect' }).click();
    await page.getByLabel('240 m').uncheck();
    await page.getByLabel('480 m').uncheck();
    await page.getByRole('button', { name: 'Find detections' }).click();
    const run = page.getByRole('button', { name: 'Remove run 1', exact: true });
    await expect(run).toBeVisible({ timeout: 120_000 });
    await run.click();
    await expect(run).toBeHidden();
    await menu('Edit', 'Undo Remove run 1');
    await expect(run).toBeVisible();
  });

  const copy = join(folder, 'My copy.topo2vec');
  await test.step('a copy is saved and opened', async () => {
    await saveAs(copy);
    await menu('File', 'Save a copy…');
    await expect(notices(page).getByText('Saved a copy as My copy.topo2vec.')).toBeVisible();
    await expect(projectButton(page, 'Liechtenstein sample')).toBeVisible();
    await openFrom(copy);
    await menu('File', 'Open project…');
    await expect(projectButton(page, 'My copy')).toBeVisible();
    await expect(map).toBeVisible();
  });

  await test.step('a project that is open elsewhere or newer is refused, and the current one stays open', async () => {
    const other = await bare(sample, 'SELECT count(*) FROM labels');
    await openFrom(sample);
    await menu('File', 'Open project…');
    await expect(notices(page).getByText(/is open in another window or program/)).toBeVisible();
    await expect(projectButton(page, 'My copy')).toBeVisible();
    await expect(page.getByText(/^No project is open/)).toHaveCount(0);
    await picture('50-project-busy');
    await closed(other);
    await dismissNotices(page);

    const newer = join(folder, 'Newer.topo2vec');
    await closed(await bare(newer, 'PRAGMA application_id = 0x54325657; PRAGMA user_version = 99'));
    await drop(newer);
    await expect(notices(page).getByText(/written by a newer Topo2Vec Workbench/)).toBeVisible();
    await expect(projectButton(page, 'My copy')).toBeVisible();
  });

  await test.step('an older project is upgraded, and the window says where the original is kept', async () => {
    const older = join(folder, 'Older.topo2vec');
    const schema = `${migrations[0] ?? ''}; PRAGMA application_id = 0x54325657; PRAGMA user_version = 1;`;
    await closed(await bare(older, schema));
    await drop(older);
    await expect(
      notices(page).getByText(
        'Older was upgraded from version 1. The file as it was is kept beside it as Older.topo2vec.v1.backup. ' +
          'Earlier steps can no longer be undone. ' +
          'Embeddings now take less space: earlier ones are recomputed when they are needed.',
      ),
    ).toBeVisible();
    await expect(projectButton(page, 'Older')).toBeVisible();
    // What went wrong beside the last project is not said of this one.
    await expect(notices(page).getByText(/written by a newer Topo2Vec Workbench/)).toHaveCount(0);
    expect(existsSync(`${older}.v1.backup`)).toBe(true);
    await picture('52-upgraded');
    await dismissNotices(page);
    await openFrom(copy);
    await menu('File', 'Open project…');
    await expect(projectButton(page, 'My copy')).toBeVisible();
  });

  await test.step('several kinds of files are imported together, and unsupported files are named', async () => {
    const text = join(folder, 'notes.doc');
    writeFileSync(text, 'not terrain');
    await drop(fixture('dtm', 'clip_lv95.tif'), fixture('osm', 'liechtenstein.osm.pbf'), text);
    await expect(notices(page).getByText(/^notes\.doc cannot be imported/)).toBeVisible();
    const ask = page.getByRole('dialog', { name: 'Import labels' });
    await expect(ask.getByText('From liechtenstein.osm.pbf')).toBeVisible();
    await picture('51-mixed-drop');
    await ask.getByRole('button', { name: 'Cancel' }).click();
    await dismissNotices(page);

    await drop(sample, fixture('osm', 'liechtenstein.osm.pbf'));
    await expect(projectButton(page, 'Liechtenstein sample')).toBeVisible();
    await expect(ask).toBeVisible();
    await ask.getByRole('button', { name: 'Cancel' }).click();
  });

  await test.step('recent projects are listed, and the list can be cleared', async () => {
    await page.getByRole('button', { name: 'Liechtenstein sample', exact: true }).click();
    await expect(page.getByRole('menuitem', { name: /My copy/ })).toBeVisible();
    await page.keyboard.press('Escape');
    await menu('File', 'Open recent', 'Clear list');
    await page.getByRole('button', { name: 'Liechtenstein sample', exact: true }).click();
    await expect(page.getByRole('menuitem', { name: /My copy/ })).toBeHidden();
    await page.keyboard.press('Escape');
  });
  expect(existsSync(copy)).toBe(true);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('long work is paused, asked about when the window closes, and resumes next time', async ({
  workbench,
}) => {
  const { page, picture } = workbench;
  await expect(projectButton(page, 'Liechtenstein sample')).toBeVisible();
  await page.getByRole('button', { name: 'Tasks' }).click();
  const tasks = page.getByRole('region', { name: 'Tasks' });
  await expect(tasks.getByText('Prepare terrain')).toBeVisible();
  await expect(tasks.getByText('Done')).toBeVisible({ timeout: 60_000 });
  await tasks.getByRole('button', { name: 'Clear ended' }).click();
  await expect(tasks.getByText(/^Nothing is running/)).toBeVisible();
  await picture('53-no-tasks');
  await page.keyboard.press('Escape');

  await page.getByRole('tab', { name: 'Train' }).click();
  await page.getByLabel('Patches').fill('2000');
  await page.getByLabel('Epochs').fill('400');
  await page.getByRole('button', { name: 'Train encoder' }).click();
  await expect(page.getByText(/images\/s/).first()).toBeVisible({ timeout: 120_000 });
  await page.getByRole('button', { name: 'Tasks' }).click();
  const task = tasks.getByRole('article', { name: /^Train / });
  await expect(task.getByText('Running')).toBeVisible();
  await picture('54-task-running');
  await task.getByRole('button', { name: /^Pause/ }).click();
  await expect(task.getByText('Paused')).toBeVisible({ timeout: 60_000 });
  await picture('55-task-paused');
  await task.getByRole('button', { name: /^Resume/ }).click();
  await expect(task.getByText('Running')).toBeVisible();

  await answerWith(workbench.app, 'Keep working');
  await workbench.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close();
  });
  await expect.poll(() => whatWasSaid(workbench.app)).toHaveLength(1);
  const [said] = await whatWasSaid(workbench.app);
  expect(said).toMatch(/^Work is in progress\n“Train .*” resumes next time\.$/);
  await expect(task.getByText('Running')).toBeVisible();

  await answerWith(workbench.app, 'Close');
  await workbench.restart();
  const again = workbench.page;
  await again.getByRole('button', { name: 'Tasks' }).click();
  const resumed = again.getByRole('region', { name: 'Tasks' }).getByRole('article', { name: /^Train / });
  await expect(resumed.getByText('Running')).toBeVisible({ timeout: 60_000 });
  await expect(resumed.getByText(/images\/s/)).toBeVisible({ timeout: 120_000 });

  // Its end is notified while the window is not in focus; ten seconds are over as soon as the page's clock says so.
  await workbench.app.evaluate(({ BrowserWindow }) => {
    const flashes: boolean[] = [];
    Object.assign(globalThis, { flashes });
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) return;
    window.isFocused = () => false;
    window.flashFrame = (flag) => flashes.push(flag);
  });
  await again.evaluate(() => {
    const now = Date.now;
    Date.now = () => now() + 20_000;
  });
  const pids = await workbench.app.evaluate(({ app }) =>
    app
      .getAppMetrics()
      .filter(({ name, serviceName }) => `${name ?? ''}${serviceName ?? ''}`.includes('compute'))
      .map(({ pid }) => pid),
  );
  execFileSync('kill', ['-9', String(pids[0])]);
  await expect(resumed.getByText('Failed', { exact: true })).toBeVisible();
  await expect(resumed.getByText(/^The compute process stopped unexpectedly/)).toBeVisible();
  await expect
    .poll(() => workbench.app.evaluate(() => (globalThis as unknown as { flashes: boolean[] }).flashes))
    .toEqual([true]);
  await workbench.picture('56-task-failed');
  await resumed.getByRole('button', { name: /^Try again/ }).click();
  await expect(resumed.getByText('Running')).toBeVisible();
  await resumed.getByRole('button', { name: /^Cancel/ }).click();
  await expect(resumed.getByText('Cancelled')).toBeVisible({ timeout: 60_000 });
  await again.getByRole('button', { name: 'Clear ended' }).click();
  await expect(resumed).toBeHidden();
});
