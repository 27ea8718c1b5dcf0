import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { experimentReport } from '../../src/shared/experiments/experiments';
import { fill, openForm } from './experimentForm';
import { expect, test } from './workbench';

/** Leaves only some of a group's boxes checked. */
async function choose(group: Locator, names: readonly (string | RegExp)[]): Promise<void> {
  for (const box of await group.getByRole('checkbox').all()) await box.setChecked(false);
  for (const name of names) await group.getByRole('checkbox', { name }).setChecked(true);
}

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
