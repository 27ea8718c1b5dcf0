import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addLayer, inPanel, order } from './layersPanel';
import { expect, test } from './workbench';

test('one map of all classes: shown, read, counted, exported and printed', async ({ workbench }) => {
  const { page, folder, picture, saveAs, menu } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  const shown = page.getByRole('region', { name: 'Shown detections' });
  const all = shown.getByRole('button', { name: 'All classes' });
  const areas = inPanel(page).getByRole('table', { name: 'Areas of the classes' });

  await test.step('without a run the layer says what it needs', async () => {
    await addLayer(page, 'Class map');
    await expect(inPanel(page).getByText('Show a detection run first')).toBeVisible();
    await page.keyboard.press('Control+z');
    await expect(page.getByText('Undone: Add class map')).toBeVisible();
  });

  await test.step('Detect shows it in place of the probabilities of one class', async () => {
    await page.getByRole('tab', { name: 'Detect' }).click();
    const classes = page.getByRole('group', { name: 'Classes to find' });
    for (const name of ['Peak', 'Saddle']) await classes.getByRole('checkbox', { name }).check();
    const radii = page.getByRole('group', { name: 'Radii to detect at' });
    for (const name of ['240 m', '960 m']) await radii.getByRole('checkbox', { name, exact: true }).uncheck();
    await page.getByRole('button', { name: 'Find detections' }).click();
    await expect(shown).toBeVisible({ timeout: 180_000 });
    await expect(shown.getByRole('button', { name: 'Peak' })).toHaveAttribute('aria-pressed', 'true');
    await all.click();
    await expect(all).toHaveAttribute('aria-pressed', 'true');
    await expect(shown.getByRole('button', { name: 'Peak' })).toHaveAttribute('aria-pressed', 'false');
    await expect
      .poll(() => order(page))
      .toEqual(['Labels', 'Detections', 'Look-alikes', 'Class map', 'Probability', 'Terrain']);
    await picture('class-map');
  });
  await expect(areas).toBeVisible();
  await inPanel(page).getByRole('slider', { name: 'Probability from which the class map' }).fill('0.05');
  for (const name of ['Labels', 'Detections'])
    await inPanel(page)
      .getByRole('button', { name: `Hide ${name}` })
      .click();
  for (let step = 0; step < 2; step++) {
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.waitForTimeout(500);
  }
  const map = page.getByRole('application', { name: 'Map' });
  await map.hover({ position: { x: 300, y: 300 } });
  await page.waitForTimeout(2500);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await picture('class-map-legend-light');
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await picture('class-map-legend-dark');
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  expect(readFileSync).toBeDefined();
  expect([join, folder, saveAs, menu]).toBeDefined();
});
