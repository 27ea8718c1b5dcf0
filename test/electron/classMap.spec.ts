import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addLayer, inPanel, order } from './layersPanel';
import { expect, test } from './workbench';

test('one map of all classes: shown, read, counted, exported and printed', async ({ workbench }) => {
  const { page, folder, picture, saveAs, menu } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  const shown = page.getByRole('region', { name: 'Shown detections' });
  const all = shown.getByRole('button', { name: 'All classes' });
  const row = inPanel(page).getByRole('listitem', { name: 'Class map' });
  /** The number before a unit in a row of the table of areas; columns count from 0 after the name. */
  const amount = async (name: string, column: number): Promise<number> =>
    Number.parseFloat(
      (
        await row
          .getByRole('row', { name: new RegExp(`^${name}`) })
          .getByRole('cell')
          .nth(column)
          .textContent()
      )?.replace(',', '') ?? '',
    );

  await test.step('without a run the layer says what it needs', async () => {
    await addLayer(page, 'Class map');
    await expect(row.getByText('Show a detection run first')).toBeVisible();
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
    await all.click();
    await expect(all).toHaveAttribute('aria-pressed', 'true');
    await expect(shown.getByRole('button', { name: 'Peak' })).toHaveAttribute('aria-pressed', 'false');
    await expect
      .poll(() => order(page))
      .toEqual(['Labels', 'Detections', 'Look-alikes', 'Class map', 'Probability', 'Terrain']);
  });

  await test.step('areas follow the minimum probability, and add up to the terrain that has patches', async () => {
    await row.getByRole('button', { name: 'Whole run' }).click();
    await expect.poll(() => amount('Peak', 0)).toBeGreaterThan(0);
    const peaks = await amount('Peak', 1);
    await row.getByRole('slider', { name: 'Probability from which the class map' }).fill('0.05');
    await expect(row.getByRole('checkbox', { name: 'As for detections' })).not.toBeChecked();
    await expect.poll(() => amount('Peak', 1)).toBeGreaterThan(2 * peaks);
    const rows = ['Peak', 'Saddle', 'None', 'Too flat to say'];
    const amounts = await Promise.all(
      rows.map(async (name) => [await amount(name, 0), await amount(name, 1)]),
    );
    const [shares = 0, km2 = 0] = [0, 1].map((column) =>
      amounts.reduce((sum, cells) => sum + (cells[column] ?? NaN), 0),
    );
    expect(Math.abs(shares - 100)).toBeLessThan(0.3);
    // 861 x 1009 pixels of 1" at 47.16 N are 18.12 km x 31.15 km (GeographicLib); patches end 480 m before the edges.
    expect(Math.abs(km2 - 17.16 * 30.19)).toBeLessThan(0.01 * km2);
  });

  await test.step('bars over the radii tell classes apart by their marks', async () => {
    const part = page.getByTitle(/^Peak: \d+ at 480 m$/);
    await expect(part.locator('svg')).toBeVisible();
    await expect(part).toHaveCSS('background-color', 'rgb(37, 99, 235)');
  });

  await test.step('it is read under the pointer and in Point', async () => {
    for (const name of ['Labels', 'Detections'])
      await inPanel(page)
        .getByRole('button', { name: `Hide ${name}` })
        .click();
    await page.getByRole('application', { name: 'Map' }).hover({ position: { x: 200, y: 560 } });
    const under = page.getByRole('status', { name: 'Class under the pointer' });
    await expect(under).toHaveText(/^(Peak|Saddle|None \((Peak|Saddle)) 0\.\d\d|^Too flat to say$/);
    const text = (await under.textContent()) ?? '';
    await page.getByRole('application', { name: 'Map' }).click({ position: { x: 200, y: 560 } });
    await page.getByRole('tab', { name: 'Point' }).click();
    await expect(
      page.getByRole('region', { name: 'Class map here' }).getByText(text, { exact: true }),
    ).toBeVisible();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await picture(`class-map-${colorScheme}`);
    }
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  });

  await test.step('it is exported by name, with its table and probabilities', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('export class map');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await expect(dialog.getByText('none where no class reaches 0.05')).toBeVisible();
    await picture('class-map-export');
    const path = join(folder, 'forms.tif');
    await saveAs(path);
    await dialog.getByRole('button', { name: 'Choose file…' }).click();
    await expect(page.getByText(`written to ${path}`)).toBeVisible();
    expect(existsSync(join(folder, 'forms.probability.tif'))).toBe(true);
    const table = readFileSync(`${path}.aux.xml`, 'utf8');
    const km2 = Number(/<F>Peak<\/F>.*<F>([\d.]+)<\/F><\/Row>/.exec(table)?.[1]);
    expect(Math.abs(km2 - (await amount('Peak', 1)))).toBeLessThan(0.51);
  });

  await test.step('it has its legend on paper', async () => {
    await menu('File', 'Print layout, PDF or PNG…');
    const preview = page.getByRole('region', { name: 'Print preview' });
    await expect(preview.getByText('The likeliest class at 480 m, where it')).toBeVisible();
    await picture('class-map-print');
  });

  await test.step('a command hides it', async () => {
    await page.keyboard.press('Escape');
    await menu('View', 'Class map: the likeliest class of each place');
    await expect(inPanel(page).getByRole('button', { name: 'Show Class map' })).toBeVisible();
  });
});
