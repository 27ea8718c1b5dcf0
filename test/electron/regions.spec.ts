import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { z } from 'zod';
import { polygonContains } from '../../src/shared/geo/lonLat';
import { wrongOn } from './axe';
import { openSample } from './states';
import { expect, test } from './workbench';

const polygons = z.object({
  features: z.array(
    z.object({
      properties: z.object({ name: z.string() }),
      geometry: z.object({ coordinates: z.array(z.array(z.tuple([z.number(), z.number()]))) }),
    }),
  ),
});
const points = z.object({
  features: z.array(
    z.object({ geometry: z.object({ type: z.string(), coordinates: z.tuple([z.number(), z.number()]) }) }),
  ),
});

/** Undoes the last step, whose name is this. */
async function undo(page: Page, step: string): Promise<void> {
  await page.keyboard.press('Control+z');
  await expect(page.getByText(`Undone: ${step}`).last()).toBeVisible();
}

test('a region is drawn, named, reshaped, worked in, written and removed', async ({ workbench }) => {
  const { page, picture, saveAs, openFrom, folder } = workbench;
  await openSample(workbench);
  const map = page.getByRole('application', { name: 'Map' });
  const { width = 0, height = 0 } = (await map.boundingBox()) ?? {};
  const at = (x: number, y: number) => ({ x: Math.round(x * width), y: Math.round(y * height) });
  const section = page.getByRole('region', { name: 'Regions' });
  const massif = section.getByRole('group', { name: 'Region Massif' });
  const written = join(folder, 'regions.geojson');

  await test.step('an outline by clicks, which is named at once', async () => {
    await section.getByRole('button', { name: 'Outline' }).click();
    for (const place of [at(0.42, 0.35), at(0.62, 0.4), at(0.58, 0.7)]) await map.click({ position: place });
    await map.dblclick({ position: at(0.45, 0.72) });
    await section.getByRole('textbox', { name: 'Name of Region 1' }).fill('Massif');
    await page.keyboard.press('Enter');
    await expect(massif).toBeVisible();
    await expect(page.getByRole('listitem', { name: 'Regions', exact: true })).toBeVisible();
    await picture('90-region');
    await undo(page, 'Rename region Region 1 to Massif');
    await expect(section.getByRole('group', { name: 'Region Region 1' })).toBeVisible();
    await page.keyboard.press('Control+Shift+z');
    await expect(massif).toBeVisible();
  });

  await test.step('its corners are dragged, typed, added and removed, each by a step', async () => {
    await massif.getByRole('button', { name: 'Reshape Massif' }).click();
    const corners = massif.getByRole('textbox', { name: /^Corner \d/ });
    await expect(corners).toHaveCount(4);
    const third = corners.nth(2);
    const before = await third.inputValue();
    const [lon = NaN, lat = NaN] = before.split(',').map(Number);
    await third.fill(`${lon}, ${(lat - 0.01).toFixed(5)}`);
    await page.keyboard.press('Enter');
    await expect(third).toHaveValue(`${lon}, ${Number((lat - 0.01).toFixed(5))}`);
    await third.fill('somewhere');
    await page.keyboard.press('Enter');
    await expect(massif.getByText('Type a longitude and a latitude in degrees: 9.55, 47.12')).toBeVisible();
    await massif.getByRole('button', { name: 'Add a corner after corner 4' }).click();
    await expect(corners).toHaveCount(5);
    await massif.getByRole('button', { name: 'Remove corner 5' }).click();
    await expect(corners).toHaveCount(4);
    const first = corners.nth(0);
    const still = await first.inputValue();
    await massif.getByRole('button', { name: 'Move by arrow keys' }).press('ArrowUp');
    await expect(first).not.toHaveValue(still);
    await picture('91-region-corners');
    for (let step = 0; step < 3; step++) await undo(page, 'Reshape region Massif');
    await undo(page, 'Reshape region Massif');
    await expect(third).toHaveValue(before);
    expect(await wrongOn(page)).toEqual([]);
    await massif.getByRole('button', { name: 'Done' }).click();
  });

  await test.step('a corner is dragged on the map', async () => {
    await massif.getByRole('button', { name: 'Reshape Massif' }).click();
    const corners = massif.getByRole('textbox', { name: /^Corner \d/ });
    const places = await Promise.all([0, 1, 2, 3].map((index) => corners.nth(index).inputValue()));
    const inRadians = places.map((text) =>
      text.split(',').map((degrees) => (Number(degrees) * Math.PI) / 180),
    );
    // The map is Mercator's and shows the region in its middle, with 24 pixels above and below.
    const ys = inRadians.map(([, lat = NaN]) => Math.asinh(Math.tan(lat)));
    const lons = inRadians.map(([lon = NaN]) => lon);
    const perRadian = (height - 48) / (Math.max(...ys) - Math.min(...ys));
    const middle = (Math.max(...lons) + Math.min(...lons)) / 2;
    const [lon = NaN, lat = NaN] = inRadians[0] ?? [];
    const x = width / 2 + (lon - middle) * perRadian;
    await map.dragTo(map, {
      sourcePosition: { x, y: 24 },
      targetPosition: { x: x + 50, y: 84 },
      steps: 6,
    });
    await expect(corners.first()).not.toHaveValue(places[0] ?? '');
    const [nowLon = NaN, nowLat = NaN] = (await corners.first().inputValue()).split(',').map(Number);
    const pixelDeg = 180 / Math.PI / perRadian;
    expect(Math.abs(nowLon - ((lon * 180) / Math.PI + 50 * pixelDeg))).toBeLessThan(3 * pixelDeg);
    const southDeg = (lat * 180) / Math.PI - 60 * pixelDeg * Math.cos(lat);
    expect(Math.abs(nowLat - southDeg)).toBeLessThan(3 * pixelDeg);
    await picture('91-region-dragged');
    await undo(page, 'Reshape region Massif');
    await expect(corners.first()).toHaveValue(places[0] ?? '');
    await massif.getByRole('button', { name: 'Done' }).click();
  });

  await test.step('detections lie in it', async () => {
    await page.getByRole('tab', { name: 'Detect' }).click();
    const form = page.getByRole('region', { name: 'Find detections' });
    await form.getByRole('combobox', { name: 'Region' }).selectOption('Massif');
    await picture('92-region-chosen');
    await form.getByRole('button', { name: 'Find detections' }).click();
    await expect(page.getByRole('region', { name: 'Runs' }).getByText(/[1-9]\d* detections$/)).toBeVisible({
      timeout: 120_000,
    });
    await picture('93-region-detections');
    await page.keyboard.press('Control+e');
    const dialog = page.getByRole('dialog', { name: 'Export' });
    const path = join(folder, 'found.geojson');
    await saveAs(path);
    await dialog.getByRole('radio', { name: 'GeoJSON' }).check();
    await dialog.getByRole('button', { name: 'Choose file…' }).click();
    await expect(dialog).toBeHidden();
    await saveAs(written);
    await section.getByRole('button', { name: 'Export regions' }).click();
    await expect(page.getByText('1 region written to')).toBeVisible();
    const [feature] = polygons.parse(JSON.parse(readFileSync(written, 'utf8'))).features;
    expect(feature?.properties.name).toBe('Massif');
    const outline = (feature?.geometry.coordinates[0] ?? []).map(([lonDeg, latDeg]) => ({ lonDeg, latDeg }));
    const found = points.parse(JSON.parse(readFileSync(path, 'utf8'))).features;
    expect(found.length).toBeGreaterThan(0);
    for (const { geometry } of found)
      expect(polygonContains(outline, ...geometry.coordinates), String(geometry.coordinates)).toBe(true);
  });

  await test.step('it is removed, and comes back by undo or from a file', async () => {
    await massif.getByRole('button', { name: 'Remove Massif' }).click();
    await expect(massif).toBeHidden();
    await expect(page.getByRole('combobox', { name: 'Region' })).toContainText('A region that was removed');
    await undo(page, 'Remove region Massif');
    await expect(massif).toBeVisible();
    await openFrom(written);
    await section.getByRole('button', { name: 'Import regions' }).click();
    await expect(section.getByRole('group', { name: 'Region Massif 2' })).toBeVisible();
    await undo(page, 'Import 1 region');
    await expect(section.getByRole('group', { name: 'Region Massif 2' })).toBeHidden();
  });

  await test.step('a box by keys alone', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('draw a region as a box');
    await page.keyboard.press('Enter');
    await map.focus();
    await page.keyboard.press('Enter');
    for (const key of ['ArrowRight', 'ArrowDown', 'Enter']) await map.press(key);
    await expect(section.getByRole('textbox', { name: 'Name of Region 1' })).toBeFocused();
    await page.keyboard.press('Escape');
    await picture('94-region-by-keys');
  });

  await test.step('in the dark', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('dark theme');
    await page.keyboard.press('Enter');
    await massif.getByRole('button', { name: 'Reshape Massif' }).click();
    await picture('95-regions-dark');
  });
});
