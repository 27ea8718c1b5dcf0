import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { polygonContains } from '../../src/shared/geo/lonLat';
import { openSample } from './states';
import { expect, test } from './workbench';

const position = z.tuple([z.number(), z.number()]);
const collection = z.object({
  features: z.array(
    z.object({
      geometry: z.object({ type: z.string(), coordinates: z.array(z.unknown()) }),
      properties: z.record(z.string(), z.unknown()),
    }),
  ),
});

test('a region limits training, what is exported, and what is downloaded', async ({ workbench }) => {
  const { page, picture, saveAs, menu, folder } = workbench;
  await openSample(workbench);
  const map = page.getByRole('application', { name: 'Map' });
  const { width = 0, height = 0 } = (await map.boundingBox()) ?? {};
  const at = (x: number, y: number) => ({ x: Math.round(x * width), y: Math.round(y * height) });
  const section = page.getByRole('region', { name: 'Regions' });
  const classes = page.getByRole('radiogroup', { name: 'Active class' });

  await test.step('an outline is saved', async () => {
    await section.getByRole('button', { name: 'Outline' }).click();
    for (const place of [at(0.42, 0.2), at(0.66, 0.2), at(0.58, 0.7)]) await map.click({ position: place });
    await map.dblclick({ position: at(0.45, 0.72) });
    await section.getByRole('textbox', { name: 'Name of Region 1' }).fill('Massif');
    await page.keyboard.press('Enter');
    await expect(section.getByRole('group', { name: 'Region Massif' })).toBeVisible();
  });

  await test.step('labels and areas in it are written', async () => {
    await menu('File', 'Export…');
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await dialog.getByRole('combobox', { name: 'What' }).selectOption('Labels');
    const region = dialog.getByRole('combobox', { name: 'Region to export' });
    await region.selectOption('Draw a box…');
    await expect(dialog).toBeHidden();
    await map.dragTo(map, { sourcePosition: at(0.3, 0.3), targetPosition: at(0.6, 0.6) });
    await expect(dialog).toBeVisible();
    await expect(region).toHaveValue('drawn');
    await picture('96-export-region');
    await region.selectOption('Massif');
    await dialog.getByRole('radio', { name: 'GeoJSON' }).check();
    const path = join(folder, 'labels.geojson');
    await saveAs(path);
    await dialog.getByRole('button', { name: 'Choose file…' }).click();
    await expect(page.getByText(/^[1-9]\d* labels written to/)).toBeVisible();
    const outlined = join(folder, 'regions.geojson');
    await saveAs(outlined);
    await section.getByRole('button', { name: 'Export regions' }).click();
    await expect(page.getByText('1 region written to')).toBeVisible();
    const [massif] = collection.parse(JSON.parse(readFileSync(outlined, 'utf8'))).features;
    const outline = z
      .array(z.array(position))
      .parse(massif?.geometry.coordinates)
      .flat()
      .map(([lonDeg, latDeg]) => ({ lonDeg, latDeg }));
    const written = collection.parse(JSON.parse(readFileSync(path, 'utf8'))).features;
    expect(written.length).toBeGreaterThan(0);
    for (const { geometry } of written)
      expect(polygonContains(outline, ...position.parse(geometry.coordinates))).toBe(true);
  });

  await test.step('labels are downloaded in it alone', async () => {
    // In and beside the region; the answer of a server ignores its outline.
    const peak = (id: number, lon: number, lat: number) => ({
      ...{ type: 'node', id, lon, lat, tags: { natural: 'peak', name: `Found ${id}` } },
    });
    const server = createServer((request, response) => {
      request.resume().on('end', () =>
        response.end(
          JSON.stringify({
            elements: [peak(1, 9.553, 47.165), peak(2, 9.45, 47.05), peak(3, 9.66, 47.29)],
          }),
        ),
      );
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const settings = join(folder, 'user', 'settings.json');
    const kept = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(settings, 'utf8')));
    writeFileSync(settings, JSON.stringify({ ...kept, overpassUrl: `http://127.0.0.1:${port}/api` }));
    await page.getByRole('tab', { name: 'Labels' }).click();
    await page.getByRole('button', { name: 'Download labels…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Download OpenStreetMap labels' });
    await dialog.getByRole('combobox', { name: 'Region to download' }).selectOption('Massif');
    await expect(dialog.getByRole('textbox', { name: 'Overpass server' })).toHaveValue(/127\.0\.0\.1/);
    await picture('97-download-region');
    await dialog.getByRole('button', { name: 'Download labels' }).click();
    await expect(classes.getByText('48')).toBeVisible();
    server.closeAllConnections();
    server.close();
  });

  await test.step('an encoder is trained in it, and its card says so', async () => {
    await page.getByRole('tab', { name: 'Train' }).click();
    const form = page.getByRole('region', { name: 'Train a terrain encoder' });
    await form.getByRole('combobox', { name: 'Method' }).selectOption('topo2vec-1');
    await form.getByRole('spinbutton', { name: 'Patches' }).fill('64');
    await form.getByRole('spinbutton', { name: 'Epochs' }).fill('1');
    const region = form.getByRole('combobox', { name: 'Region' });
    await region.selectOption('Draw a box…');
    await expect(form.getByText('Draw it on the map; Esc cancels.')).toBeVisible();
    // What is drawn for a field ends with its panel.
    await page.getByRole('tab', { name: 'Detect' }).click();
    await page.getByRole('tab', { name: 'Train' }).click();
    await expect(form.getByText('Draw it on the map; Esc cancels.')).toBeHidden();
    await region.selectOption('Massif');
    await picture('98-train-region');
    await form.getByRole('button', { name: 'Train encoder' }).click();
    await expect(page.getByText(/Trained on places of .* within an outline\./)).toBeVisible({
      timeout: 200_000,
    });
    await picture('98-train-card');
  });
});

test('areas show the mark of their class; classes are dragged, and the label table is made higher', async ({
  workbench,
}) => {
  const { page, picture } = workbench;
  await openSample(workbench);
  const map = page.getByRole('application', { name: 'Map' });
  const { width = 0, height = 0 } = (await map.boundingBox()) ?? {};
  const at = (x: number, y: number) => ({ x: Math.round(x * width), y: Math.round(y * height) });
  const classes = page.getByRole('radiogroup', { name: 'Active class' });

  await test.step('areas of two classes and without them', async () => {
    await page.keyboard.press('b');
    for (const [active, x] of [
      ['Peak', 0.3],
      ['Saddle', 0.55],
    ] as const) {
      await classes.getByText(active, { exact: true }).click();
      for (const [key, y] of [
        ['a', 0.25],
        ['Shift+A', 0.6],
      ] as const) {
        await page.keyboard.press(key);
        await map.dragTo(map, { sourcePosition: at(x, y), targetPosition: at(x + 0.18, y + 0.22) });
        await page.keyboard.press('Escape');
      }
    }
    await expect(page.getByRole('region', { name: 'Areas' }).getByText('2 areas')).toBeVisible();
    await picture('99-areas');
  });

  await test.step('a class is dragged to another place, in one step', async () => {
    const names = (): Promise<string[]> =>
      classes
        .getByRole('radio')
        .evaluateAll((radios) =>
          radios.map((radio) => radio.closest('label')?.querySelector('.grow')?.textContent ?? ''),
        );
    const before = await names();
    await classes
      .getByText('Peak', { exact: true })
      .dragTo(classes.getByText('River', { exact: true }), { steps: 8, targetPosition: { x: 8, y: 14 } });
    await expect.poll(names).not.toEqual(before);
    const after = await names();
    expect(after.indexOf('Peak')).toBe(before.indexOf('River'));
    await page.keyboard.press('Control+z');
    await expect.poll(names).toEqual(before);
  });

  await test.step('the height of the label table', async () => {
    await page.getByRole('button', { name: 'Label table', exact: true }).click();
    const table = page.getByRole('region', { name: 'Label table' });
    const edge = page.getByRole('separator', { name: 'Height of the label table' });
    const high = async (): Promise<number> => (await table.boundingBox())?.height ?? NaN;
    await expect(edge).toHaveAttribute('aria-valuenow', '300');
    const before = await high();
    await edge.press('ArrowUp');
    await expect.poll(high).toBe(before + 8);
    await edge.hover({ position: { x: 200, y: 4 } });
    await page.mouse.down();
    const box = await edge.boundingBox();
    await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) - 36, { steps: 4 });
    await page.mouse.up();
    await expect.poll(high).toBeGreaterThan(before + 20);
    const kept = await high();
    await picture('99-table-height');
    await page.getByRole('button', { name: 'Label table', exact: true }).click();
    await page.getByRole('button', { name: 'Label table', exact: true }).click();
    expect(await high()).toBe(kept);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('dark theme');
    await page.keyboard.press('Enter');
    await picture('99-areas-dark');
  });
});
