import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { look } from './look';
import { addLayer, inPanel, isNear, pixelIn } from './layersPanel';
import { changedPixels, picturedPixels, pixelsOf, type Pixels } from './pixels';
import { expect, test } from './workbench';

const WGS_84 =
  'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]';

/** 3.6 km in the sample's valley, in cells of 1 arc-second. */
const valley = { westDeg: 9.52, southDeg: 47.15, eastDeg: 9.56, northDeg: 47.19 };
const CELLS = 144;

/** A slope to the east, as an ASCII grid. @param raisedM height of a block in the middle, a third as wide */
function writeValley(path: string, raisedM: number): void {
  const inBlock = (at: number): boolean => at >= CELLS / 3 && at < (2 * CELLS) / 3;
  const rows = Array.from({ length: CELLS }, (_, row) =>
    Array.from(
      { length: CELLS },
      (_, column) => 500 + column + (inBlock(row) && inBlock(column) ? raisedM : 0),
    ).join(' '),
  );
  const head = `ncols ${CELLS}\nnrows ${CELLS}\nxllcorner ${valley.westDeg}\nyllcorner ${valley.southDeg}\ncellsize ${0.04 / CELLS}\nNODATA_value -9999\n`;
  writeFileSync(path, `${head}${rows.join('\n')}\n`);
  writeFileSync(path.replace(/asc$/, 'prj'), WGS_84);
}

test('two years of terrain, and two runs, side by side', async ({ workbench }) => {
  const { page, picture, menu, folder, drop, saveAs } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  const map = page.getByRole('application', { name: 'Map' });
  const divider = page.getByRole('separator', { name: 'Divider between the two sides of the map' });
  const bar = page.getByRole('region', { name: 'Compare side by side' });
  const middle = {
    lonDeg: (valley.westDeg + valley.eastDeg) / 2,
    latDeg: (valley.southDeg + valley.northDeg) / 2,
  };

  await test.step('the difference of two DTMs is a layer', async () => {
    const [before, after] = ['valley 2019.asc', 'valley 2024.asc'].map((name) => join(folder, name));
    if (before === undefined || after === undefined) throw new Error('No files.');
    writeValley(before, 0);
    writeValley(after, 400);
    await drop(before);
    await expect(page.getByRole('button', { name: 'Zoom to valley 2019.asc', exact: true })).toBeVisible();
    await drop(after);
    await page.getByRole('button', { name: 'Zoom to valley 2024.asc', exact: true }).click();
    await addLayer(page, 'Elevation difference');
    const row = inPanel(page).getByRole('listitem', { name: 'Elevation difference' });
    await expect(row.getByLabel('Later').locator('option:checked')).toHaveText('valley 2024.asc');
    await expect(row.getByLabel('Earlier').locator('option:checked')).toHaveText('valley 2019.asc');
    await row.getByLabel('Full colour at').selectOption('200 m');
    await expect(
      row.getByRole('figure', { name: 'Elevation difference: 200 m lower to 200 m higher' }),
    ).toBeVisible();
    await expect(
      row.getByText(/^Median \+0\.00 m, spread 0\.00 m \(NMAD\), at \d\d,\d{3} places\./),
    ).toBeVisible();
    await row.getByLabel('Smallest difference that is coloured').fill('5');
    // Raised by more than the full colour: the end of ColorBrewer's RdBu, 85 % opaque over light terrain.
    const blueness = async (lonDeg: number, latDeg: number): Promise<number> => {
      const shown = await pixelsOf(map);
      const [red, , blue] = shown.colour(...pixelIn(shown, valley, lonDeg, latDeg));
      return blue - red;
    };
    await expect.poll(() => blueness(middle.lonDeg, middle.latDeg)).toBeGreaterThan(60);
    expect(Math.abs(await blueness(valley.westDeg + 0.005, middle.latDeg))).toBeLessThan(40);
    await picture('120-difference');
    await row.getByRole('button', { name: 'Swap them' }).click();
    await expect.poll(() => blueness(middle.lonDeg, middle.latDeg)).toBeLessThan(-60);
    await inPanel(page).getByRole('button', { name: 'Hide Elevation difference' }).click();
  });

  await test.step('a divider shows one DTM on the left and another on the right', async () => {
    await inPanel(page).getByRole('button', { name: 'Terrain', exact: true }).click();
    const row = inPanel(page).getByRole('listitem', { name: 'Terrain' });
    await row.getByLabel('Colours').selectOption('Viridis');
    await row.getByLabel('Height of the light').fill('90');
    await page.keyboard.press('Escape');
    await menu('View', 'Compare side by side');
    await bar.getByLabel('DTM on the left').selectOption('valley 2019.asc');
    await bar.getByLabel('DTM on the right').selectOption('valley 2024.asc');
    await divider.focus();
    const colourAt = (shown: Pixels, eastDeg: number): [number, number, number] =>
      shown.colour(...pixelIn(shown, valley, middle.lonDeg + eastDeg, middle.latDeg + 0.004));
    /** Whether the terrain right and left of the middle has different colours. */
    const differ = async (): Promise<boolean> => {
      const shown = await pixelsOf(map);
      return !isNear(colourAt(shown, -0.002), colourAt(shown, 0.002), 12);
    };
    await expect.poll(differ).toBe(true);
    await picture('121-two-years');
    await menu('File', 'Export…');
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await dialog.getByRole('combobox', { name: 'What' }).selectOption('Picture of the map');
    const path = join(folder, 'two years.png');
    await saveAs(path);
    await dialog.getByRole('button', { name: 'Choose file…' }).click();
    await expect(page.getByText(`written to ${path}`)).toBeVisible();
    const written = picturedPixels(readFileSync(path));
    expect(isNear(colourAt(written, -0.002), colourAt(written, 0.002), 12)).toBe(false);
    expect(isNear(colourAt(written, 0.002), colourAt(await pixelsOf(map), 0.002), 12)).toBe(true);
    await divider.focus();
    await page.keyboard.press('Home');
    await expect(divider).toHaveAttribute('aria-valuetext', '0 % from the left');
    await expect.poll(differ).toBe(false);
    await page.keyboard.press('End');
    await expect.poll(differ).toBe(false);
    await bar.getByRole('button', { name: 'End the comparison' }).click();
    await expect(divider).toBeHidden();
  });

  await test.step('so does it for two runs', async () => {
    const find = async (radius: string, run: string): Promise<void> => {
      for (const box of await page
        .getByRole('group', { name: 'Radii to detect at' })
        .getByRole('checkbox')
        .all())
        await box.setChecked(
          (await box.evaluate((input) => input.parentElement?.textContent.trim())) === radius,
        );
      await page.getByRole('button', { name: 'Find detections' }).click();
      await expect(page.getByRole('region', { name: 'Shown detections' }).getByText(run)).toBeVisible({
        timeout: 200_000,
      });
    };
    await find('960 m', 'Run 1');
    await find('679 m', 'Run 2');
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await page.keyboard.press('Control+d');
    await expect(bar.getByLabel('Run on the left').locator('option:checked')).toHaveText(/^Run 2 /);
    await expect(bar.getByLabel('Run on the right').locator('option:checked')).toHaveText(/^Run 1 /);
    const before = await map.screenshot();
    await divider.focus();
    await page.keyboard.press('Home');
    await expect.poll(() => changedPixels(map, before)).toBeGreaterThan(500);
    await page.keyboard.press('Shift+ArrowRight');
    await expect(divider).toHaveAttribute('aria-valuetext', '10 % from the left');
    await look(workbench, '122-two-runs');
    await page.keyboard.press('Control+d');
    await expect(bar).toBeHidden();
  });
});
