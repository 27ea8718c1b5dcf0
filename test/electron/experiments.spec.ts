import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { experimentReport } from '../../src/shared/experiments/experiments';
import { expect, test, type Workbench } from './workbench';
import { pixelsOf } from './pixels';

const TRAIN = '#0b6b69';
const TEST = '#b4420b';

/** Opens the form of an experiment in the sample project. */
async function openForm({ page }: Workbench, name: string): Promise<Locator> {
  await expect(page.getByRole('radiogroup', { name: 'Active class' }).getByText('47')).toBeVisible({
    timeout: 120_000,
  });
  await page.getByRole('tab', { name: 'Experiments' }).click();
  await page.getByRole('region', { name: 'New experiment' }).getByRole('button', { name }).click();
  return page.getByRole('form', { name });
}

/** Leaves only some of a group's boxes checked. */
async function choose(group: Locator, names: readonly (string | RegExp)[]): Promise<void> {
  for (const box of await group.getByRole('checkbox').all()) await box.setChecked(false);
  for (const name of names) await group.getByRole('checkbox', { name }).setChecked(true);
}

async function fill(form: Locator, name: string, value: number): Promise<void> {
  const field = form.getByRole('spinbutton', { name });
  await field.fill(String(value));
  await field.press('Enter');
  await expect(field).toHaveValue(String(value));
}

/** Where the status bar says that the pointer is. */
async function pointerPlace(page: Page): Promise<{ lonDeg: number; latDeg: number }> {
  const text = page.getByRole('group', { name: 'Under the pointer' }).getByText(/^\d+\.\d{5} N \d+\.\d{5} E/);
  const [, lat, lon] = /(\S+) N (\S+) E/.exec(await text.innerText()) ?? [];
  return { lonDeg: Number(lon), latDeg: Number(lat) };
}

const degreesOf = (box: string): number[] => box.split(',').map(Number);

test('areas are drawn on the map or typed, and shown there', async ({ workbench }) => {
  const { page, picture } = workbench;
  const map = page.getByRole('application', { name: 'Map' });
  const form = await openForm(workbench, 'Methods on natural classes');
  const training = form.getByRole('textbox', { name: /^Training area/ });
  const testing = form.getByRole('textbox', { name: /^Test area/ });
  const suggested = await training.inputValue();

  await test.step('the suggestion keeps training and test areas apart', async () => {
    expect(degreesOf(suggested)[2]).toBeLessThan(degreesOf(await testing.inputValue())[0] ?? NaN);
    await expect.poll(async () => (await pixelsOf(map)).count(TEST, 24)).toBeGreaterThan(200);
  });

  const { x, y } = (await map.boundingBox()) ?? { x: 0, y: 0 };
  const draw = form.getByRole('button', { name: 'Draw: Training area' });

  await test.step('Esc ends drawing and changes nothing', async () => {
    await draw.click();
    await expect(draw).toHaveAttribute('aria-pressed', 'true');
    await expect(page.getByText('Training area: Drag a box on the map. Esc ends.')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(draw).toHaveAttribute('aria-pressed', 'false');
    await expect(training).toHaveValue(suggested);
  });

  await test.step('a box is dragged', async () => {
    await draw.click();
    await page.mouse.move(x + 260, y + 200);
    const northWest = await pointerPlace(page);
    await page.mouse.down();
    await page.mouse.move(x + 320, y + 300, { steps: 4 });
    await page.mouse.move(x + 380, y + 420, { steps: 4 });
    await page.mouse.up();
    await expect(draw).toHaveAttribute('aria-pressed', 'false');
    await page.mouse.move(x + 380, y + 420);
    const southEast = await pointerPlace(page);
    const [west = NaN, south = NaN, east = NaN, north = NaN] = degreesOf(await training.inputValue());
    expect(west).toBeCloseTo(northWest.lonDeg, 3);
    expect(north).toBeCloseTo(northWest.latDeg, 3);
    expect(east).toBeCloseTo(southEast.lonDeg, 3);
    expect(south).toBeCloseTo(southEast.latDeg, 3);
    await picture('20-training-ground');
  });

  await test.step('an invalid typed box is refused with an example of the format', async () => {
    await testing.fill('9.6, 47.1');
    await testing.press('Enter');
    await expect(form.getByText('Type west, south, east, north: 9.44, 47.02, 9.55, 47.3')).toBeVisible();
    await testing.fill('9.60, 47.05, 9.66, 47.2');
    await testing.press('Enter');
    await expect(testing).toHaveValue('9.6, 47.05, 9.66, 47.2');
    await expect(form.getByText('4.5 × 17 km')).toBeVisible();
  });

  await test.step('what falls short is said', async () => {
    await form.getByRole('button', { name: 'Use the suggested area: Training area' }).click();
    await expect(training).toHaveValue(suggested);
    const peaks = form
      .getByRole('table', { name: 'Labels in the training and test areas' })
      .getByRole('row', { name: /^Peak/ });
    await expect(peaks).toHaveText(/\d+ of 500.*\d+ of 100/);
    await fill(form, 'To test on', 60);
    await expect(peaks).toHaveText(/of 30$/);
  });

  await test.step('leaving the page removes the areas from the map', async () => {
    await page.getByRole('button', { name: 'All experiments' }).click();
    await expect.poll(async () => (await pixelsOf(map)).count(TRAIN, 8)).toBeLessThan(50);
  });
});

test('a polygon and places are drawn', async ({ workbench }) => {
  const { page, picture } = workbench;
  const map = page.getByRole('application', { name: 'Map' });
  const form = await openForm(workbench, 'Multi-scale map');
  const ground = form.getByRole('group', { name: 'Area to map' });
  await expect(ground).toContainText('Whole terrain');
  await ground.getByRole('button', { name: 'Draw: Area to map' }).click();
  for (const [x, y] of [
    [330, 250],
    [420, 300],
    [400, 420],
  ] as const) {
    await map.click({ position: { x, y } });
  }
  await map.dblclick({ position: { x: 320, y: 380 } });
  await expect(ground).toContainText('4 corners, within');
  await picture('21-polygon');

  await page.getByRole('button', { name: 'All experiments' }).click();
  const other = await openForm(workbench, 'Reconstruction');
  await other.getByRole('button', { name: 'Pick on the map: Places' }).click();
  await map.click({ position: { x: 360, y: 300 } });
  await map.click({ position: { x: 380, y: 400 } });
  await page.keyboard.press('Escape');
  // Picking is over: a click on the map inspects a place again.
  await map.click({ position: { x: 200, y: 200 } });
  await expect(page.getByRole('tab', { name: 'Point' })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('tab', { name: 'Experiments' }).click();
  const places = other.getByRole('list', { name: 'Places' }).getByRole('listitem');
  await expect(places).toHaveCount(2);
  await other.getByRole('button', { name: 'Remove place 1' }).click();
  await expect(places).toHaveCount(1);
  await picture('22-places');
});

test('a table is cancelled midway, then run to completion and read', async ({ workbench }) => {
  const { app, page, folder, picture } = workbench;
  const form = await openForm(workbench, 'Methods on natural classes');
  const run = form.getByRole('button', { name: 'Run experiment' });
  await choose(form.getByRole('group', { name: 'Classes' }), [/Cliff/, /River/]);
  await choose(form.getByRole('group', { name: 'Encoders' }), [/^polar/, /^id/]);
  await choose(form.getByRole('group', { name: 'Other methods' }), []);
  await fill(form, 'To train on', 80);
  await fill(form, 'To test on', 40);

  await test.step('a cancelled run leaves nothing behind', async () => {
    await fill(form, 'Seeds', 30);
    // Training networks takes long enough to be cancelled midway.
    await form.getByRole('checkbox', { name: 'CNN' }).check();
    await run.click();
    await expect(form.getByText(/· [1-9]\d* of 180 measurements/)).toBeVisible();
    await picture('23-running');
    await form.getByRole('button', { name: /^Cancel Table 1/ }).click();
    await expect(run).toBeVisible();
    await page.getByRole('button', { name: 'All experiments' }).click();
    const kept = page.getByRole('region', { name: 'Experiments of this project' });
    await expect(kept.getByText('Results are kept here')).toBeVisible();
    await page.getByRole('button', { name: 'Methods on natural classes' }).click();
  });

  const figures = page.getByRole('table', { name: 'Figures' });
  await test.step('a completed run shows its figures in the panel', async () => {
    await fill(form, 'Seeds', 3);
    await form.getByRole('checkbox', { name: 'CNN' }).uncheck();
    await run.click();
    await expect(figures).toBeVisible();
    await expect(figures.getByRole('columnheader')).toHaveText(['Cliff', 'River']);
    await picture('24-table');
  });

  const found = await test.step('the export has the same figures', async () => {
    await app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
    }, folder);
    await page.getByRole('button', { name: 'Export report…' }).click();
    await expect(page.getByText(/files? written to/)).toBeVisible();
    const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.json'));
    const { result } = experimentReport.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
    if (result.experiment !== 'table1') throw new Error(`It is a ${result.experiment}.`);
    const means = result.rows.map(({ accuracies }) =>
      accuracies.map((bySeed) => (100 * (bySeed ?? []).reduce((sum, share) => sum + share, 0)) / 3),
    );
    for (const [row, { name: method }] of result.rows.entries()) {
      const shown = await figures
        .getByRole('row', { name: new RegExp(`^${method}`) })
        .getByRole('cell')
        .allInnerTexts();
      expect(shown).toEqual(means[row]?.map((mean) => mean.toFixed(1)));
      for (const mean of means[row] ?? []) expect(mean).toBeGreaterThan(50);
    }
    return means;
  });

  await test.step('the report opens in its own window', async () => {
    expect(existsSync(join(folder, 'table1-1.html'))).toBe(true);
    const [report] = await Promise.all([
      app.waitForEvent('window'),
      page.getByRole('button', { name: 'Open report' }).click(),
    ]);
    await expect(report.getByText((found[0]?.[0] ?? NaN).toFixed(1)).first()).toBeVisible();
    await report.close();
  });

  await test.step('removing it deletes it', async () => {
    await page.getByRole('button', { name: 'All experiments' }).click();
    const kept = page.getByRole('region', { name: 'Experiments of this project' });
    await kept.getByRole('button', { name: /^Remove Table 1/ }).click();
    await expect(kept.getByText('Results are kept here')).toBeVisible();
  });
});

test('the best radius of a class becomes its default, and undo restores it', async ({ workbench }) => {
  const { page, picture } = workbench;
  const form = await openForm(workbench, 'Scale finder');
  await choose(form.getByRole('group', { name: 'Classes' }), [/River/]);
  await choose(form.getByRole('group', { name: 'Radii to compare' }), ['240 m', '480 m']);
  await fill(form, 'To train and test on', 60);
  await fill(form, 'Seeds', 2);
  await form.getByRole('button', { name: 'Run experiment' }).click();
  const river = page.getByRole('article', { name: 'River' });
  await expect(river.getByText(/^Best at (240|480) m: \d+\.\d %$/)).toBeVisible();
  await picture('25-scale-finder');
  const use = river.getByRole('button', { name: /^Use (240|480) m as default radius of River$/ });
  await use.click();
  await expect(use).toHaveText(/^Default radius: (240|480) m$/);
  await expect(use).toBeDisabled();
  await page.getByRole('application', { name: 'Map' }).focus();
  await page.keyboard.press('Control+z');
  await expect(use).toHaveText('Use as default radius');
  await expect(use).toBeEnabled();
});

test('a picked place is reconstructed and its error measured', async ({ workbench }) => {
  const { page, picture } = workbench;
  const form = await openForm(workbench, 'Reconstruction');
  await form.getByRole('button', { name: 'Pick on the map: Places' }).click();
  await page.getByRole('application', { name: 'Map' }).click({ position: { x: 380, y: 400 } });
  await page.keyboard.press('Escape');
  await choose(form.getByRole('group', { name: 'Radii' }), ['960 m']);
  await form.getByRole('button', { name: 'Run experiment' }).click();
  const figures = page.getByRole('table', { name: 'Figures' });
  // At 960 m the target's samples are 30 m apart, which the terrain resolves: both errors are known.
  await expect(figures.getByRole('row', { name: /^1, 960 m/ }).getByRole('cell')).toHaveText([
    /^0\.\d{4}$/,
    /^0\.\d{4}$/,
  ]);
  await picture('26-reconstruction');
});
