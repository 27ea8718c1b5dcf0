import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { startPostgres } from '../node/grid/postgres';
import { startS3Server } from '../node/grid/s3Server';
import { expect, test } from './workbench';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const runsGrids = major > 22 || (major === 22 && minor >= 15);

/** Puts an object where a grid has its data. */
type Put = (key: string, bytes: Uint8Array) => void;

const intoFolder =
  (folder: string): Put =>
  (key, bytes) => {
    mkdirSync(dirname(join(folder, key)), { recursive: true });
    writeFileSync(join(folder, key), bytes);
  };

/** Runs a command as a person with a folder of settings. */
async function command(home: string, ...args: string[]): Promise<void> {
  mkdirSync(home, { recursive: true });
  const env = { ...process.env, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home };
  await promisify(execFile)(process.execPath, [resolve('out', 'main', 'cli.js'), ...args], { env });
}

/** Starts a PostgreSQL with an empty database, alps. */
async function startAlps() {
  const server = await startPostgres();
  const { default: pg } = await import('pg');
  const owner = new pg.Client(server.address('postgres'));
  await owner.connect();
  await owner.query('CREATE DATABASE alps');
  return { server, owner, address: server.address('alps') };
}

/** Adds a run of detections to a grid, as workers do: two places of Liechtenstein, where a shard is. */
async function addRun(address: string, put: Put, radiusM: number, id = 'run'): Promise<void> {
  const { default: pg } = await import('pg');
  const { detectionsParquet } = await import('../../src/main/grid/catalog/detections');
  const place = { lonDeg: 9.56, latDeg: 47.12, classId: 'peak', radiusM };
  const bytes = detectionsParquet([
    { ...place, probability: 0.95 },
    { ...place, latDeg: 47.14, probability: 0.6 },
  ]);
  const key = `detections/${id}/of.parquet`;
  put(key, bytes);
  const heads = [{ key: 'k', name: 'peak 1', classId: 'peak', exclusive: false }];
  const owner = new pg.Client(address);
  await owner.connect();
  await owner.query(
    'INSERT INTO topo2vec.runs (id, layer_id, recipe) SELECT $1, id, $2 FROM topo2vec.layers',
    [id, JSON.stringify({ heads, flatTimes: 4, threshold: 0.5 })],
  );
  await owner.query(
    `INSERT INTO topo2vec.run_shards (run_id, crs, shard_column, shard_row, inputs, program, key, sha256, bytes, detections, seconds, worker)
     SELECT $4, crs, shard_column, shard_row, '', '', $1, $2, $3, 2, 1, '' FROM topo2vec.shards
     ORDER BY embeddings DESC LIMIT 1`,
    [key, createHash('sha256').update(bytes).digest('hex'), bytes.length, id],
  );
  await owner.end();
}

const terrain = resolve('resources', 'sample');

test.skip(!runsGrids, 'a grid is made by the command, which needs Node 22.15');

test('a grid is opened like a project, and what another person labels appears', async ({ workbench }) => {
  const { app, page, folder, picture, openFrom, saveAs, menu } = workbench;
  const { server, owner, address } = await startAlps();
  let isUp = true;
  try {
    const ben = (...args: string[]): Promise<void> => command(join(folder, 'ben'), ...args);
    const { default: pg } = await import('pg');
    await ben('grid', 'new', address, '--data', join(folder, 'shards'), '--terrain', terrain);
    await ben('grid', 'add-dtm', address, join(terrain, 'liechtenstein_srtm1.tif'));
    await ben('grid', 'embed', address, '--radius', '240');
    await ben('worker', address, '--until-done');
    await addRun(address, intoFolder(join(folder, 'shards')), 240);
    const project = join(folder, 'ben', 'ben.topo2vec');
    const peaks = ['--class', 'peaks'];
    await ben('grid', 'open', address, project);

    await expect(page.getByText('Liechtenstein sample')).toBeVisible();
    await menu('File', 'Open grid…');
    const dialog = page.getByRole('dialog', { name: 'Open a grid' });
    await dialog.getByLabel('Address').fill('postgres://ann:secret@db/alps');
    await expect(dialog.getByRole('alert')).toContainText('without a password');
    await dialog.getByLabel('Address').fill(address);
    await openFrom(terrain);
    await dialog.getByRole('button', { name: 'Choose folder…', exact: true }).click();
    await expect(dialog.getByLabel('Folder of its terrain')).toHaveValue(terrain);
    await picture('90-open-grid');
    await saveAs(join(folder, 'ann.topo2vec'));
    // The place of the data is only stated by the database: the first time it is not allowed.
    await app.evaluate(({ dialog: dialogs }) => {
      let refused = 0;
      dialogs.showMessageBox = (...given: unknown[]) => {
        const isPlace = JSON.stringify(given[1]).includes('Read data of the grid from');
        return Promise.resolve({ response: isPlace && refused++ === 0 ? 1 : 0, checkboxChecked: false });
      };
    });
    await dialog.getByRole('button', { name: 'Open grid…' }).click();
    const sign = page.getByRole('status', { name: 'Grid' });
    await expect(sign).toHaveText('Shared with the grid', { timeout: 60_000 });
    await expect(page.getByRole('button', { name: 'ann', exact: true })).toBeVisible();
    await picture('91-grid-opened');

    await page.keyboard.press('r');
    await page.getByRole('application', { name: 'Map' }).click({ position: { x: 420, y: 320 } });
    const retrieve = page.getByRole('region', { name: 'Find look-alikes' });
    await expect(retrieve.getByRole('radio', { name: 'The whole grid' })).toBeChecked();
    await expect(retrieve.getByLabel('Embeddings of the grid')).toContainText('polar, 240 m, step 120 m');
    const find = retrieve.getByRole('button', { name: 'Find look-alikes at 240 m in the whole grid' });
    await find.click();
    await expect(page.getByText(/Nobody on this computer said that this may be read/).first()).toBeVisible();
    await menu('File', 'Connect to the grid…');
    const connecting = page.getByRole('dialog', { name: 'Connect to the grid' });
    await connecting.getByLabel('Address').fill(address);
    await connecting.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(connecting).toBeHidden();
    await expect(sign).toHaveText('Shared with the grid', { timeout: 60_000 });
    await expect
      .poll(() => readFileSync(join(folder, 'user', 'grids.json'), 'utf8'))
      .toContain(JSON.stringify(join(folder, 'shards')));
    await find.click();
    const alike = page.getByRole('region', { name: 'Look-alikes', exact: true });
    await expect(alike).toContainText('20 look-alikes at 240 m', { timeout: 60_000 });
    await expect(alike).toContainText('In the whole grid.');
    await expect(alike.getByRole('listitem')).toHaveCount(20);
    await picture('94-grid-look-alikes');
    const hits = await alike.getByRole('listitem').allTextContents();
    expect(new Set(hits).size).toBe(20);
    await page.keyboard.press('Escape');

    await page.keyboard.press('Control+k');
    await page.keyboard.type('Show Detect');
    await page.keyboard.press('Enter');
    const runs = page.getByRole('region', { name: 'Runs of the grid' });
    await runs.getByRole('button', { name: /^Peak/ }).click();
    const inView = runs.getByRole('status', { name: 'Detections of the grid in view' });
    await expect(inView).toHaveText('2 detections in view');
    await runs.getByRole('slider').fill('0.9');
    await expect(inView).toHaveText('1 detection in view');
    await picture('95-grid-detections');
    await menu('View', 'Theme', 'Dark theme');
    await picture('96-grid-detections-dark');
    await menu('View', 'Theme', 'Light theme');
    await runs.getByRole('button', { name: 'Export detections of the grid…' }).click();
    const exporting = page.getByRole('dialog', { name: 'Export' });
    await expect(exporting).toContainText('Peak at 240 m, from a probability of 0.90');
    await saveAs(join(folder, 'found.geojson'));
    await exporting.getByRole('button', { name: 'Choose file…' }).click();
    await expect(page.getByText('1 detection written to')).toBeVisible();
    expect(JSON.parse(readFileSync(join(folder, 'found.geojson'), 'utf8'))).toMatchObject({
      features: [
        { properties: { class: 'peak', probability: 0.95, radius_m: 240, encoder: 'polar', head: 'peak 1' } },
      ],
    });

    // The page has what the map shows, also where the window looks elsewhere, and says where it comes from.
    await menu('File', 'Print layout, PDF or PNG…');
    const preview = page.getByRole('region', { name: 'Print preview' });
    await expect(preview.getByText('1 of probability 0.90 and above; rings: radius of 240 m')).toBeVisible();
    // Words may end a line.
    await expect(preview).toContainText(
      /of\s*the\s*grid\s*127\.0\.0\.1:\d+\/alps,\s*encoder\s*polar\s*at\s*240\s*m/,
    );
    await picture('98-grid-page');
    await saveAs(join(folder, 'page.png'));
    await page.getByRole('button', { name: 'Save as PNG…' }).click();
    await expect(page.getByText('The page was written to')).toBeVisible({ timeout: 180_000 });
    const said = readFileSync(join(folder, 'page.png')).toString('utf8');
    expect(said).toMatch(/"grid":"127\.0\.0\.1:\d+\/alps","run":"run","encoder":"polar"/);
    const closePage = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Close print layout' }).click();
      await page.keyboard.press('Control+k');
      await page.keyboard.type('Show Detect');
      await page.keyboard.press('Enter');
    };
    // A run whose objects are gone: the page says that it lacks them.
    await addRun(address, intoFolder(join(folder, 'elsewhere')), 240, 'lost');
    await closePage();
    await runs.getByRole('button', { name: /^Peak/ }).first().click();
    await expect(inView).toContainText('is missing from');
    await menu('File', 'Print layout, PDF or PNG…');
    await expect(
      page.getByText(/The page lacks the detections of the grid\. .*is missing from/),
    ).toBeVisible();
    await expect(preview).toContainText(/not\s*drawn/);
    await picture('99-grid-page-lacking');
    await closePage();
    await runs.getByRole('button', { name: /^Peak/ }).last().click();

    await runs.getByRole('slider').fill('0.5');
    const check = page.getByRole('region', { name: 'Spot check' });
    await check.getByRole('button', { name: 'Check a sample' }).click();
    const progress = check.getByRole('status', { name: 'Progress of the spot check' });
    await expect(progress).toContainText('0 of 2 answered');
    await check.getByLabel('Answers become labels of peaks').uncheck();
    await page.keyboard.press('y');
    await expect(progress).toContainText('1 of 2 answered');
    await expect(progress).toContainText('100 % right');
    await picture('97-grid-spot-check');
    // They are in the grid, and what another person says of them comes.
    const verdicts = new pg.Client(address);
    await verdicts.connect();
    const shared = async (): Promise<number | null> =>
      (await verdicts.query('SELECT 1 FROM topo2vec.verdicts WHERE NOT removed')).rowCount;
    await page.keyboard.press('n');
    await expect(progress).toContainText('50 % right');
    await expect.poll(shared).toBe(2);
    await page.keyboard.press('Backspace');
    await expect(progress).toContainText('1 of 2 answered');
    await expect.poll(shared).toBe(1);
    await page.keyboard.press('n');
    await expect(check).toContainText('The whole sample is answered.');
    await expect.poll(shared).toBe(2);
    await verdicts.query("UPDATE topo2vec.verdicts SET verdict = 'right'");
    await verdicts.end();
    await expect(progress).toContainText('100 % right');
    await runs.getByRole('button', { name: 'Export detections of the grid…' }).click();
    await saveAs(join(folder, 'judged.geojson'));
    await exporting.getByRole('button', { name: 'Choose file…' }).click();
    await expect(page.getByText('2 detections written to')).toBeVisible();
    expect(JSON.parse(readFileSync(join(folder, 'judged.geojson'), 'utf8'))).toMatchObject({
      provenance: {
        spot_checks: [{ class: 'peak', radius_m: 240, right: 2, answered: 2, could_not_tell: 0 }],
      },
    });
    await check.getByRole('button', { name: 'Stop' }).click();
    await expect(check).toContainText('2 detections of this run judged so far');

    const label = (at: string): Promise<void> => ben('labels', 'add', project, ...peaks, '--at', at);
    const counted = (name: string) => page.getByRole('radio', { name, exact: true });
    await label('9.52,47.10');
    await ben('grid', 'sync', project);
    await expect(counted('Peak 1')).toBeVisible({ timeout: 30_000 });

    await page.keyboard.press('l');
    await page.getByRole('application', { name: 'Map' }).click({ position: { x: 300, y: 300 } });
    const there = new pg.Client(address);
    await there.connect();
    await expect
      .poll(async () => (await there.query('SELECT 1 FROM topo2vec.labels WHERE NOT removed')).rowCount)
      .toBe(2);
    await there.end();
    await picture('92-grid-labelled');

    // Without the server people go on labelling; the sign says why nothing is sent.
    await owner.end();
    await server.stop();
    isUp = false;
    await page.getByRole('application', { name: 'Map' }).click({ position: { x: 360, y: 330 } });
    await expect(counted('Peak 3')).toBeVisible();
    await expect(sign).toContainText('Cut off from the grid', { timeout: 60_000 });
    await expect(sign).toContainText('cannot be reached');
    await picture('93-grid-cut-off');
  } finally {
    if (isUp) await server.stop();
  }
});

test('a grid in a bucket is searched and looked at', async ({ workbench }) => {
  const { folder, picture, openFrom, saveAs, menu, restart } = workbench;
  const { server, owner, address } = await startAlps();
  const s3 = await startS3Server();
  const before = { ...process.env };
  try {
    Object.assign(process.env, s3.env);
    const ben = (...args: string[]): Promise<void> => command(join(folder, 'ben'), ...args);
    const dtm = 'liechtenstein_srtm1.tif';
    s3.objects.set(`terrain/${dtm}`, readFileSync(join(terrain, dtm)));
    await ben('grid', 'new', address, '--data', 's3://bucket/shards');
    await ben('grid', 'add-dtm', address, `s3://bucket/terrain/${dtm}`);
    await ben('grid', 'embed', address, '--radius', '480', '--step', '240');
    await ben('worker', address, '--until-done');
    await addRun(address, (key, bytes) => s3.objects.set(`shards/${key}`, Buffer.from(bytes)), 480);

    // The keys are in the environment that the program starts in.
    await restart();
    const { page } = workbench;
    await menu('File', 'Open grid…');
    const dialog = page.getByRole('dialog', { name: 'Open a grid' });
    await dialog.getByLabel('Address').fill(address);
    // A folder without a copy of the DTM, then one with it.
    await openFrom(folder);
    await dialog.getByRole('button', { name: 'Choose folder…', exact: true }).click();
    await saveAs(join(folder, 'bare.topo2vec'));
    await dialog.getByRole('button', { name: 'Open grid…' }).click();
    await expect(
      page.getByText('1 DTM of the grid on servers or in buckets is not in this project'),
    ).toBeVisible({
      timeout: 60_000,
    });
    await menu('File', 'Open grid…');
    await openFrom(terrain);
    await dialog.getByRole('button', { name: 'Choose folder…', exact: true }).click();
    await picture('101-open-grid-in-a-bucket');
    await saveAs(join(folder, 'ann.topo2vec'));
    await dialog.getByRole('button', { name: 'Open grid…' }).click();
    await expect(page.getByRole('button', { name: 'ann', exact: true })).toBeVisible();
    await expect(page.getByRole('status', { name: 'Grid' })).toHaveText('Shared with the grid', {
      timeout: 60_000,
    });
    await page.keyboard.press('r');
    await page.getByRole('application', { name: 'Map' }).click({ position: { x: 420, y: 320 } });
    await page.getByRole('button', { name: 'Find look-alikes at 480 m in the whole grid' }).click();
    const alike = page.getByRole('region', { name: 'Look-alikes', exact: true });
    await expect(alike).toContainText('20 look-alikes at 480 m', { timeout: 60_000 });
    await expect(alike).toContainText('In the whole grid.');
    await picture('100-grid-in-a-bucket');
    await page.keyboard.press('Escape');

    await page.keyboard.press('Control+k');
    await page.keyboard.type('Show Detect');
    await page.keyboard.press('Enter');
    const runs = page.getByRole('region', { name: 'Runs of the grid' });
    await runs.getByRole('button', { name: /^Peak/ }).click();
    await expect(runs.getByRole('status', { name: 'Detections of the grid in view' })).toHaveText(
      '2 detections in view',
    );
    expect(s3.requests).toContain('GET /bucket/shards/detections/run/of.parquet');
  } finally {
    process.env = before;
    s3.close();
    await owner.end();
    await server.stop();
  }
});
