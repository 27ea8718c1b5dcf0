import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { expect, test } from './workbench';
import { changedPixels, pixelsOf } from './pixels';
import type { Page } from '@playwright/test';

/** Drei Schwestern, 2,051 m (OpenStreetMap). */
const PEAK = '47.17557 N 9.57297 E';
/** In the Rhine's plain, far from every label. */
const UNLABELLED = '47.20000 N 9.53000 E';

const detections = z.object({
  features: z.array(
    z.object({
      geometry: z.object({ coordinates: z.tuple([z.number(), z.number()]) }),
      properties: z.looseObject({ class: z.string(), probability: z.number(), radius_m: z.number() }),
    }),
  ),
});

async function goTo(page: Page, place: string): Promise<void> {
  await page.keyboard.press('Control+g');
  await page.getByRole('dialog', { name: 'Go to coordinates' }).getByRole('textbox').fill(place);
  await page.keyboard.press('Enter');
}

async function dark(page: Page, menu: (...labels: string[]) => Promise<void>): Promise<void> {
  await menu('View', 'Theme', 'Dark theme');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
}

test('one scale, a place across scales, and look-alikes at other scales', async ({ workbench }) => {
  const { page, picture, menu, folder, saveAs, drop } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  const map = page.getByRole('application', { name: 'Map' });
  const radius = page.getByRole('slider', { name: 'Radius', exact: true });
  const currentRadius = page.getByRole('status', { name: 'Current radius' });
  const shown = page.getByRole('status', { name: 'Detections shown' });

  await test.step('the scale steps by sqrt(2), by arrows, brackets and clicks', async () => {
    await expect(radius).toHaveAttribute('aria-valuetext', '240 m');
    await radius.focus();
    for (const text of ['339 m', '480 m', '679 m', '960 m', '1.36 km', '1.36 km']) {
      await page.keyboard.press('ArrowRight');
      await expect(currentRadius).toHaveText(text);
    }
    await page.keyboard.press('[');
    await expect(currentRadius).toHaveText('960 m');
    await page.keyboard.press(']');
    await expect(currentRadius).toHaveText('1.36 km');
    await page.keyboard.press('Home');
    await expect(currentRadius).toHaveText('240 m');
    await expect(shown).toHaveText('No detections shown');
  });

  await test.step('the Point panel says what to do', async () => {
    await page.getByRole('tab', { name: 'Point' }).click();
    await expect(page.getByText(/Click a place on the map with the select tool/)).toBeVisible();
    await picture('70-point-empty');
    await page.getByRole('tab', { name: 'Detect' }).click();
  });

  await test.step('detections at one radius, in a range, at all radii', async () => {
    await page.getByRole('checkbox', { name: /^Saddle/ }).check();
    await page.getByRole('button', { name: 'Find detections' }).click();
    await expect(shown).toHaveText(/detections from 0\.(?:05|10|15|20|25)$/, { timeout: 200_000 });
    const count = async (): Promise<number> =>
      Number(((await shown.textContent()) ?? '').replace(/ detections.*$/s, '').replace(',', ''));
    const titles = await Promise.all(
      ['240 m', '480 m', '960 m'].map(async (text) => {
        const title = await page.getByTitle(new RegExp(`detections at ${text}$`)).getAttribute('title');
        return Number(title?.split(' ')[0]?.replace(',', ''));
      }),
    );
    const [fine = 0, middle = 0, coarse = 0] = titles;
    expect(Math.min(fine, middle, coarse)).toBeGreaterThan(0);
    const ways = page.getByRole('group', { name: 'Radii shown' });

    expect(await count()).toBe(fine);
    const one = await map.screenshot();
    await picture('71-scale-one');
    await ways.getByRole('button', { name: 'All' }).click();
    expect(await count()).toBe(fine + middle + coarse);
    await expect.poll(() => changedPixels(map, one)).toBeGreaterThan(5000);
    await picture('72-scale-all');
    const all = await map.screenshot();

    await ways.getByRole('button', { name: 'Range' }).click();
    expect(await count()).toBe(fine + middle + coarse);
    await page.getByRole('slider', { name: 'Finest radius shown' }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await count()).toBe(middle + coarse);
    await expect.poll(() => changedPixels(map, all)).toBeGreaterThan(2000);
    await page.getByRole('slider', { name: 'Widest radius shown' }).focus();
    for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowLeft');
    expect(await count()).toBe(middle);
    await picture('73-scale-range');
    // The ends do not cross.
    for (let step = 0; step < 6; step++) await page.keyboard.press('ArrowLeft');
    await expect(page.getByRole('slider', { name: 'Widest radius shown' })).toHaveAttribute(
      'aria-valuetext',
      '339 m',
    );
    await ways.getByRole('button', { name: 'One' }).click();
  });

  await test.step('a peak across scales', async () => {
    await goTo(page, PEAK);
    await page.getByRole('tab', { name: 'Point' }).click();
    for (let step = 0; step < 3; step++) await page.getByRole('button', { name: 'Zoom in' }).click();
    await expect(page.getByRole('status', { name: 'Elevation of the point' })).toHaveText(/^2,0\d\d m$/);
    const curve = page.getByRole('slider', { name: 'Radius on the curves' });
    // The lowest threshold of runs: on the map even a peak is one among many places that look like one.
    await expect(curve).toHaveAttribute(
      'aria-valuetext',
      /^240 m: Peak (0\.2[5-9]|0\.[3-9]\d|1\.00), Saddle 0\.0\d$/,
    );
    await expect(page.getByRole('button', { name: /^Patch at 240 m, \d+ m relief, / })).toBeVisible();
    await expect(page.getByRole('group', { name: 'Patches by radius' }).getByRole('button')).toHaveCount(6);
    const near = page.getByRole('region', { name: 'Nearest labels' });
    await expect(near.getByRole('button', { name: 'Peak, Drei Schwestern' })).toBeVisible();
    await picture('74-point');
    await page.getByRole('button', { name: /^Patch at 480 m/ }).click();
    await expect(currentRadius).toHaveText('480 m');
    await expect(curve).toHaveAttribute('aria-valuetext', /^480 m: /);
    await curve.focus();
    await page.keyboard.press('ArrowLeft');
    await expect(currentRadius).toHaveText('339 m');
  });

  await test.step("the curves show a stored detection by its patch, beside the run's own probability", async () => {
    const path = join(folder, 'detections.geojson');
    await saveAs(path);
    await page.getByRole('tab', { name: 'Detect' }).click();
    await page.getByRole('button', { name: 'Export detections…' }).click();
    await page.getByRole('dialog', { name: 'Export' }).getByRole('button', { name: 'Choose file…' }).click();
    await expect(page.getByText(/detections written to/)).toBeVisible();
    const { features } = detections.parse(JSON.parse(readFileSync(path, 'utf8')));
    const surest = features.find(
      ({ properties }) => properties.class === 'peak' && properties.radius_m === 480,
    );
    const [lonDeg, latDeg] = surest?.geometry.coordinates ?? [];
    await goTo(page, `${latDeg ?? ''}, ${lonDeg ?? ''}`);
    await page.getByRole('tab', { name: 'Point' }).click();
    await page.getByRole('button', { name: /^Patch at 480 m/ }).click();
    const value = page
      .getByRole('table', { name: 'Probabilities at 480 m' })
      .getByRole('row', { name: /Peak/ })
      .getByRole('cell');
    await expect(value).toHaveText(/^0\.\d\d$/);
    // The run uses more than the patch of the place, which is said beside the curve.
    await expect(
      page.getByText(
        new RegExp(`^Detections? here: .*Peak ${surest?.properties.probability.toFixed(2) ?? ''} at 480 m`),
      ),
    ).toHaveText(/, taking the surroundings into account\.$/);
    await picture('79-detection-here');
  });

  await test.step('a click selects another place', async () => {
    const region = page.getByRole('region', { name: 'Point' });
    const before = await region.textContent();
    // Beside the place in the middle, which lies well inside.
    const box = await map.boundingBox();
    if (box === null) throw new Error('There is no map.');
    await map.click({ position: { x: box.width / 2 + 40, y: box.height / 2 + 40 } });
    await expect.poll(() => region.textContent()).not.toBe(before);
    const drawn = async (): Promise<number> =>
      (await pixelsOf(page.getByRole('slider', { name: 'Radius on the curves' }))).count('#2563EB', 40);
    await expect.poll(drawn).toBeGreaterThan(20);
  });

  await test.step('the place is labelled, and the label removed', async () => {
    const near = page.getByRole('region', { name: 'Nearest labels' });
    await goTo(page, UNLABELLED);
    await expect(page.getByRole('status', { name: 'Elevation of the point' })).toHaveText(/^4\d\d m$/);
    await page.getByRole('button', { name: 'Label as Peak', exact: true }).click();
    await expect(near.getByText('here')).toBeVisible();
    await near.getByRole('button', { name: 'Remove the label Peak in 0.0 m' }).click();
    await expect(near.getByText('here')).toBeHidden();
  });

  await test.step('look-alikes at other scales', async () => {
    await page.getByRole('button', { name: 'Find at other scales' }).click();
    await expect(page.getByRole('checkbox', { name: 'Search other scales' })).toBeChecked();
    const hits = page.getByRole('region', { name: 'Look-alikes' });
    await expect(hits.getByText(/^20 look-alikes of 480 m at \d radii$/)).toBeVisible({ timeout: 120_000 });
    await expect(hits.getByText(/ (m|km) radius$/)).toHaveCount(20);
    await picture('75-other-scales');
    await hits.getByRole('button', { name: 'Label look-alike 1 as Peak' }).click();
    await expect(page.getByRole('radiogroup', { name: 'Active class' }).getByText('48')).toBeVisible();
    await hits.getByRole('button', { name: 'Look-alike 1, go there' }).click();
    await page.getByRole('tab', { name: 'Point' }).click();
    await expect(page.getByRole('region', { name: 'Nearest labels' }).getByText('here')).toBeVisible();
    await picture('76-point-of-hit');
    await dark(page, menu);
    await picture('77-point-dark');
    await page.getByRole('tab', { name: 'Retrieve' }).click();
    await page.getByRole('group', { name: 'Radii shown' }).getByRole('button', { name: 'All' }).click();
    await picture('78-other-scales-dark');
  });

  await test.step('fourteen radii fit', async () => {
    // A coarse DTM of 4 by 4 degrees around the sample: a tenth of its width is about 30 km.
    const rows = Array.from({ length: 80 }, (_, row) =>
      Array.from({ length: 80 }, (__, column) => 500 + ((row * 7 + column * 3) % 200)).join(' '),
    );
    writeFileSync(
      join(folder, 'around.asc'),
      `ncols 80\nnrows 80\nxllcorner 7.5\nyllcorner 45.1\ncellsize 0.05\nNODATA_value -9999\n${rows.join('\n')}\n`,
    );
    writeFileSync(
      join(folder, 'around.prj'),
      'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]',
    );
    await drop(join(folder, 'around.asc'));
    await expect(page.getByRole('button', { name: 'around.asc', exact: true })).toBeVisible();
    await radius.focus();
    await page.keyboard.press('End');
    await expect(currentRadius).toHaveText(/^2\d\.\d km$|^3\d\.\d km$/);
    await page.keyboard.press('Home');
    await expect(currentRadius).toHaveText('240 m');
    const labels = await page
      .getByRole('group', { name: 'Scale' })
      .getByText(/^[\d.]+ k?m$/)
      .and(page.locator('[aria-hidden]'))
      .all();
    const boxes = await Promise.all(labels.map((label) => label.boundingBox()));
    expect(boxes.length).toBeGreaterThan(5);
    for (const [index, box] of boxes.entries()) {
      const before = boxes[index - 1];
      if (box !== null && before) expect(box.x).toBeGreaterThan(before.x + before.width);
    }
    await picture('79-scale-fourteen');
  });
});
