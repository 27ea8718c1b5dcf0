import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { pixelsOf } from './pixels';
import { expect, fixture, test } from './workbench';
import { parts } from '../builtParts';

const { openTerrain } = parts;

/** In the Rhine's plain, and the plain around it: no hill rises there. */
const PLAIN = '47.155 N 9.50 E';
const isPlain = (lonDeg: number, latDeg: number): boolean => lonDeg < 9.53 && latDeg > 47.1 && latDeg < 47.2;
const PLAIN_BELOW_M = 520;

/** 40 times the noise that is estimated for the sample, 0.89 m. */
const FLOOR_M = 36;

const detections = z.object({
  provenance: z.looseObject({ too_flat_below_relief_m: z.tuple([z.number()]) }),
  features: z.array(
    z.object({
      geometry: z.object({ coordinates: z.tuple([z.number(), z.number()]) }),
      properties: z.looseObject({ radius_m: z.number() }),
    }),
  ),
});

test('terrain too flat to classify is hatched and has no detections', async ({ workbench }) => {
  const { page, picture, menu, saveAs, folder } = workbench;
  const map = page.getByRole('application', { name: 'Map' });
  /** How uneven the plain looks, beside the mark. */
  const contrast = async (): Promise<number> =>
    (await pixelsOf(map)).brightness(0.35, 0.4, 0.45, 0.6).deviation;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();

  await test.step('the terrain shows its noise', async () => {
    const dtm = page.getByRole('button', { name: 'liechtenstein_srtm1.tif', exact: true });
    await dtm.click();
    await expect(page.getByText('vertical about 0.89 m (estimated on flat terrain)')).toBeVisible();
    await picture('90-noise');
    await dtm.click();
  });

  await test.step('the multiple of the noise is chosen in words', async () => {
    const slider = page.getByRole('slider', { name: /^Too flat to say/ });
    await expect(slider).toHaveAttribute('aria-valuetext', `relief below ${FLOOR_M} m`);
    await slider.focus();
    await page.keyboard.press('Home');
    await expect(slider).toHaveAttribute('aria-valuetext', 'nowhere');
    for (let step = 0; step < 8; step++) await page.keyboard.press('ArrowRight');
    await expect(slider).toHaveAttribute('aria-valuetext', `relief below ${FLOOR_M} m`);
  });

  await test.step('the plain is hatched in both themes, and the legend says what that means', async () => {
    await page.keyboard.press('Control+g');
    await page.getByRole('dialog', { name: 'Go to coordinates' }).getByRole('textbox').fill(PLAIN);
    await page.keyboard.press('Enter');
    for (let step = 0; step < 3; step++) await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.getByRole('button', { name: 'Find detections' }).click();
    const shown = page.getByRole('region', { name: 'Shown detections' });
    const legend = shown.getByText(`Too flat to say: relief below ${FLOOR_M} m`);
    await expect(legend).toBeVisible({ timeout: 200_000 });
    // The hatch belongs to the probability map, and disappears with it: the hatched map is compared with the same map without the hatch.
    const expectHatch = async (): Promise<void> => {
      await shown.getByRole('button', { name: 'Peak' }).click();
      await expect(legend).toBeHidden();
      let plain = NaN;
      const twoLooksAgree = async (): Promise<boolean> => {
        const before = plain;
        plain = await contrast();
        return plain === before;
      };
      await expect.poll(twoLooksAgree, { intervals: [1000], timeout: 60_000 }).toBe(true);
      await shown.getByRole('button', { name: 'Peak' }).click();
      await expect(legend).toBeVisible();
      await expect.poll(contrast).toBeGreaterThan(plain + 4);
    };
    await expectHatch();
    await picture('91-flat');
    await menu('View', 'Theme', 'Dark theme');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expectHatch();
    await picture('92-flat-dark');
  });

  await test.step('the point panel lists the radii at which it is too flat', async () => {
    await page.getByRole('tab', { name: 'Point' }).click();
    const curve = page.getByRole('slider', { name: 'Radius on the curves' });
    await expect(curve).toHaveAttribute('aria-valuetext', '240 m: too flat to say');
    await expect(page.getByText(/^Hatched: too flat to say/)).toBeVisible();
    await picture('93-flat-point');
    await curve.focus();
    await page.keyboard.press('End');
    await expect(curve).toHaveAttribute('aria-valuetext', /^1\.36 km: Peak [01]\.\d\d$/);
    await page.keyboard.press('Home');
  });

  await test.step('there are no detections on the plain or on patches with less relief', async () => {
    const path = join(folder, 'found.geojson');
    await saveAs(path);
    await page.getByRole('tab', { name: 'Detect' }).click();
    await page.getByRole('button', { name: 'Export detections…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await dialog.getByRole('radio', { name: /^All: / }).check();
    await dialog.getByRole('button', { name: 'Choose file…' }).click();
    await expect(page.getByText(/detections written to/)).toBeVisible();
    const { features, provenance } = detections.parse(JSON.parse(readFileSync(path, 'utf8')));
    expect(provenance.too_flat_below_relief_m[0]).toBeCloseTo(FLOOR_M, 0);
    expect(features.length).toBeGreaterThan(100);
    const dtm = fixture('dtm', 'liechtenstein_srtm1.tif');
    const terrain = await openTerrain({ dtms: [{ path: dtm }], cacheDir: join(folder, 'cache') });
    try {
      const onPlain: unknown[] = [];
      let leastM = Infinity;
      for (const { geometry, properties } of features) {
        const [lonDeg, latDeg] = geometry.coordinates;
        const { values } = await terrain.samplePatches(Float64Array.of(lonDeg, latDeg), properties.radius_m);
        leastM = Math.min(leastM, Math.max(...values) - Math.min(...values));
        const isLow = (await terrain.elevationAt(lonDeg, latDeg)) < PLAIN_BELOW_M;
        if (isLow && isPlain(lonDeg, latDeg)) onPlain.push(geometry.coordinates);
      }
      expect(onPlain).toEqual([]);
      expect(leastM).toBeGreaterThan(FLOOR_M);
    } finally {
      await terrain.close();
    }
  });
});
