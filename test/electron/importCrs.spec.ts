import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wrongOn } from './axe';
import { expect, fixture, test } from './workbench';

/** An ASCII grid of 20 x 20 cells of 30 m without a coordinate system. */
const grid = (eastM: number, northM: number): string =>
  `ncols 20\nnrows 20\nxllcorner ${eastM}\nyllcorner ${northM}\ncellsize 30\n` +
  `${Array.from({ length: 20 }, (_, row) => Array.from({ length: 20 }, (__, column) => 500 + row * column).join(' ')).join('\n')}\n`;

test('terrain without a coordinate system is placed by one found by name or pasted', async ({
  workbench,
}) => {
  const { page, folder, drop, picture, menu } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  const swiss = join(folder, 'swiss.asc');
  const utm = join(folder, 'utm.asc');
  writeFileSync(swiss, grid(2_760_000, 1_215_000));
  writeFileSync(utm, grid(540_000, 5_225_000));
  const ask = page.getByRole('dialog', { name: 'In which coordinate system is swiss.asc?' });
  const field = ask.getByRole('combobox', { name: 'Coordinate system' });
  const found = ask.getByRole('listbox', { name: 'Coordinate systems found' });
  const lies = ask.getByRole('status', { name: 'Where it would lie' });
  const accept = ask.getByRole('button', { name: 'Import terrain' });

  await test.step('importing several files asks only about the one that lacks a coordinate system', async () => {
    const placed = join(folder, 'placed.tif');
    copyFileSync(fixture('dtm', 'clip_lv95.tif'), placed);
    await drop(placed, swiss);
    await expect(field).toBeFocused();
    await expect(accept).toBeDisabled();
    await picture('import/crs-asked');
    expect(await wrongOn(page)).toEqual([]);
  });

  await test.step('a search by words finds it, and the map previews where the file would lie', async () => {
    await field.fill('nowhere at all');
    await expect(ask.getByText(/^No coordinate system matches/)).toBeVisible();
    await field.fill('ch1903+ lv95');
    await found.getByRole('option', { name: /^CH1903\+ \/ LV95 .*EPSG:2056$/ }).click();
    // By pyproj: 9.54925 E, 47.06932 N.
    await expect(lies).toContainText('47.0693 N 9.5493 E');
    await expect(lies).toContainText("Overlaps the project's terrain");
    await picture('import/crs-found');
    expect(await wrongOn(page)).toEqual([]);
    await menu('View', 'Theme', 'Dark theme');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await picture('import/crs-found-dark');
    expect(await wrongOn(page)).toEqual([]);
  });

  await test.step('a coordinate system that does not fit is refused', async () => {
    await field.fill('4326');
    await expect(found.getByRole('option', { selected: true })).toHaveText(/EPSG:4326/);
    await expect(lies.locator('.error')).toContainText('swiss.asc');
    await expect(accept).toBeDisabled();
    await picture('import/crs-misfit');
  });

  await test.step('typing a code and Enter imports both files', async () => {
    await field.fill('EPSG:2056');
    await expect(lies).toContainText('47.0693 N 9.5493 E');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'placed.tif', exact: true })).toBeVisible();
    const dtm = page.getByRole('button', { name: 'swiss.asc', exact: true });
    await dtm.click();
    await expect(page.getByText('EPSG:2056 · CH1903+ / LV95')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Dismiss notice' })).toHaveCount(0);
  });

  await test.step('multi-line WKT can be pasted', async () => {
    await drop(utm);
    const other = page.getByRole('dialog', { name: 'In which coordinate system is utm.asc?' });
    await other.getByRole('combobox').evaluate((input) => {
      const text =
        'PROJCS["UTM 32, own",\n  GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],\n' +
        '  PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],\n  PROJECTION["Transverse_Mercator"],' +
        'PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",9],PARAMETER["scale_factor",0.9996],\n' +
        '  PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1]]';
      const clipboardData = new DataTransfer();
      clipboardData.setData('text', text);
      input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    });
    // By pyproj: 9.53187 E, 47.17996 N.
    await expect(other.getByRole('status', { name: 'Where it would lie' })).toContainText(
      '47.1800 N 9.5319 E',
    );
    await picture('import/crs-pasted');
    await page.keyboard.press('Escape');
    await expect(other).toBeHidden();
    await expect(page.getByRole('button', { name: 'utm.asc', exact: true })).toBeHidden();
  });
});
