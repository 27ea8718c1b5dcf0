import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { experimentReport } from '../../src/shared/experiments/experiments';
import { openExperiment, openSample } from './states';
import { expect, test } from './workbench';

test('the quality of a map is measured on unseen terrain and shown', async ({ workbench }) => {
  const { app, page, folder, picture } = workbench;
  await openSample(workbench);
  const form = await openExperiment(workbench, 'Map quality');
  const type = async (
    role: 'textbox' | 'spinbutton',
    name: string | RegExp,
    value: string,
  ): Promise<void> => {
    const field = form.getByRole(role, { name });
    await field.fill(value);
    await field.press('Enter');
    await expect(field).toHaveValue(value);
  };

  await test.step('the form says what it lacks, and what it will do', async () => {
    await type('textbox', /^Training area/, '9.45, 47.24, 9.52, 47.3');
    await expect(form.getByText('Peak has too few labels to train on there.')).toBeVisible();
    await type('textbox', /^Training area/, '9.44, 47.03, 9.58, 47.29');
    await type('textbox', /^Test area/, '9.59, 47.03, 9.66, 47.15');
    await form
      .getByRole('group', { name: 'Classes' })
      .getByRole('checkbox', { name: /^Saddle/ })
      .uncheck();
    for (const rival of await form.getByRole('group', { name: 'Other methods' }).getByRole('checkbox').all())
      await rival.setChecked((await rival.locator('..').innerText()).startsWith('Local maxima'));
    await form.getByRole('checkbox', { name: /^Both ways/ }).uncheck();
    await type('spinbutton', 'Step, m', '120');
    await type('spinbutton', 'Draws', '1');
    await expect(form.getByText('1 class with 1 encoder and 1 method, 1 draw')).toBeVisible();
    await picture('27-map-quality-form');
  });

  await form.getByRole('button', { name: 'Run experiment' }).click();
  const peaks = page.getByRole('article', { name: 'Peak' });
  const figures = peaks.getByRole('table', { name: 'Figures of Peak' });
  await expect(figures).toBeVisible();

  const { result } = await test.step('the export has the requested values', async () => {
    await workbench.openFrom(folder);
    await page.getByRole('button', { name: 'Export report…' }).click();
    await expect(page.getByText(/files? written to/)).toBeVisible();
    const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.json'));
    return experimentReport.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
  });
  if (result.experiment !== 'map-quality') throw new Error(`It is a ${result.experiment}.`);
  const [peak] = result.classes;
  const [polar, maxima] = peak?.rows ?? [];

  await test.step('the panel shows the results', async () => {
    expect(peak?.known).toHaveLength(1);
    await expect(peaks.getByText(`${peak?.known[0] ?? NaN} known`)).toBeVisible();
    const percent = (share = NaN): string => (100 * share).toFixed(1);
    await expect(
      figures
        .getByRole('row', { name: /^polar/ })
        .getByRole('cell')
        .first(),
    ).toHaveText(percent(polar?.draws?.[0]?.[0]?.averagePrecision));
    await expect(
      figures
        .getByRole('row', { name: /^Local maxima/ })
        .getByRole('cell')
        .first(),
    ).toHaveText(percent(maxima?.draws?.[0]?.[0]?.averagePrecision));
    await expect(peaks.getByRole('img', { name: 'Precision over recall of Peak' })).toBeVisible();
    await expect(peaks.getByRole('img', { name: 'Reliability of Peak' })).toBeVisible();
  });

  await test.step('changing the threshold changes the figures', async () => {
    for (const [at, threshold] of result.thresholds.entries()) {
      await page.getByRole('button', { name: String(threshold), exact: true }).click();
      const { shown = NaN, right = NaN } = polar?.draws?.[0]?.[0]?.shown?.[at] ?? {};
      await expect(
        figures
          .getByRole('row', { name: /^polar/ })
          .getByRole('cell')
          .nth(1),
      ).toHaveText(shown === 0 ? '–' : ((100 * right) / shown).toFixed(1));
    }
    await picture('28-map-quality');
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture('28-map-quality-dark');
  });

  await test.step('the report says it in plain words', async () => {
    const [report] = await Promise.all([
      app.waitForEvent('window'),
      page.getByRole('button', { name: 'Open report' }).click(),
    ]);
    await expect(report.getByText(/^Of 100 peaks that polar shows at 0\.8 or more,/)).toBeVisible();
    await report.close();
  });
});
