import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, fixture, test } from './workbench';
import { pixelsOf } from './pixels';

test('places, distances and profiles on the map', async ({ workbench }) => {
  const { page, picture, drop, saveAs, menu, folder } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  const map = page.getByRole('application', { name: 'Map' });
  await expect
    .poll(async () => (await pixelsOf(map)).brightness(0.35, 0.2, 0.65, 0.8).deviation)
    .toBeGreaterThan(12);

  const dialog = page.getByRole('dialog', { name: 'Go to coordinates' });
  const goTo = async (text: string): Promise<void> => {
    await page.keyboard.press('Control+g');
    await dialog.getByRole('textbox', { name: 'Coordinates' }).fill(text);
    await page.keyboard.press('Enter');
  };
  const middle = async (): Promise<{ x: number; y: number }> => {
    const box = await map.boundingBox();
    if (box === null) throw new Error('There is no map.');
    return { x: box.width / 2, y: box.height / 2 };
  };
  const under = page.getByRole('group', { name: 'Under the pointer' });
  const coordinates = under.getByRole('button', { name: 'Coordinates', exact: true });
  /** Degrees of latitude and longitude that the status bar shows. */
  const shown = async (): Promise<number[]> =>
    [...(await coordinates.innerText()).matchAll(/\d+\.\d+/g)].map(([number]) => Number(number));

  await test.step('coordinates are gone to, marked and shown under the pointer', async () => {
    await goTo('47.13, 9.56');
    await expect(dialog).toBeHidden();
    for (let step = 0; step < 5; step++) await page.getByRole('button', { name: 'Zoom in' }).click();
    await expect
      .poll(async () => {
        await map.hover({ position: await middle() });
        const [latDeg = 0, lonDeg = 0] = await shown();
        return Math.max(Math.abs(latDeg - 47.13), Math.abs(lonDeg - 9.56));
      })
      .toBeLessThan(0.00003);
    // Bilinear in the DTM, by rasterio's values and NumPy.
    await expect(under.getByRole('status', { name: 'Elevation' })).toHaveText(/^1,58\d m$/);
    await picture('60-go-to');
  });

  await test.step('what is no place is refused with the reason', async () => {
    await goTo('47° 61′ N 9° E');
    await expect(dialog.getByRole('alert')).toContainText('60 minutes or seconds, or more');
    await picture('61-go-to-refused');
    await dialog.getByRole('textbox').fill('2760264 1218711');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('alert')).toContainText('counts in degrees');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });
});
