import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { expect, fixture, test } from './workbench';
import { pixelsOf } from './pixels';

const collection = z.object({
  type: z.literal('FeatureCollection'),
  attribution: z.string(),
  provenance: z.object({ encoder: z.string(), dtms: z.array(z.string()) }),
  features: z.array(
    z.object({
      type: z.literal('Feature'),
      geometry: z.object({ type: z.literal('Point'), coordinates: z.tuple([z.number(), z.number()]) }),
      properties: z.object({
        class: z.literal('peak'),
        probability: z.number().min(0).max(1),
        radius_m: z.number(),
        encoder: z.string(),
        head: z.string(),
        dtm: z.string(),
        created: z.iso.datetime(),
      }),
    }),
  ),
});

test('from a new project to a GeoJSON of detections and look-alikes', async ({ workbench }) => {
  const { page, picture, drop, saveAs, menu, folder } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();

  await test.step('a new project', async () => {
    await saveAs(join(folder, 'alps.topo2vec'));
    await menu('File', 'New project…');
    await expect(page.getByText('alps', { exact: true })).toBeVisible();
    await expect(page.getByText('No terrain yet.')).toBeVisible();
    await picture('10-empty-project');
  });

  await test.step('a GeoTIFF dropped on the window', async () => {
    await drop(fixture('dtm', 'liechtenstein_srtm1.tif'));
    const dtm = page.getByRole('button', { name: 'liechtenstein_srtm1.tif', exact: true });
    await dtm.click();
    await expect(page.getByText('EPSG:4326').first()).toBeVisible();
    await expect(page.getByText('413 – 2,713 m')).toBeVisible();
    await expect(page.getByText('861 × 1009 int16')).toBeVisible();
    await picture('11-terrain');
  });

  await test.step('an .osm.pbf dropped on the window', async () => {
    await drop(fixture('osm', 'liechtenstein.osm.pbf'));
    const dialog = page.getByRole('dialog', { name: 'Import labels' });
    await expect(dialog.getByRole('status', { name: 'What will be imported' })).toHaveText(/^Imports/);
    await picture('12-import-labels');
    await dialog.getByRole('button', { name: 'Import labels' }).click();
    await expect(page.getByRole('radiogroup', { name: 'Active class' }).getByText('47')).toBeVisible();
  });

  const map = page.getByRole('application', { name: 'Map' });

  await test.step('detection at three radii, and the scale control', async () => {
    await page.getByRole('button', { name: 'Find detections' }).click();
    const run = page.getByRole('region', { name: 'Runs' }).getByRole('button', { pressed: true });
    await expect(run).toHaveText(/240 m, 480 m, 960 m/, { timeout: 200_000 });
    const marks = async (): Promise<number> => (await pixelsOf(map)).count('#2563EB', 24);
    const fine = await marks();
    const scale = page.getByRole('slider', { name: 'Radius' });
    await scale.focus();
    for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('status', { name: 'Current radius' })).toHaveText('960 m');
    await expect.poll(marks).not.toBe(fine);
    await picture('13-detections-960');
    for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowLeft');
  });

  await test.step('a click labels, Ctrl+Z undoes it', async () => {
    await page.getByRole('tab', { name: 'Labels' }).click();
    await page.getByRole('button', { name: 'Label positive' }).last().click();
    const facts = page.getByRole('region', { name: 'Label by hand' });
    await expect(facts.getByText('47 positive, 0 negative')).toBeVisible();
    await map.click({ position: { x: 330, y: 300 } });
    await expect(facts.getByText('48 positive, 0 negative')).toBeVisible();
    await picture('14-labelled');
    await page.keyboard.press('Control+z');
    await expect(facts.getByText('47 positive, 0 negative')).toBeVisible();
    await expect(page.getByText('Undone: Label peak')).toBeVisible();
    await page.keyboard.press('Control+Shift+z');
    await expect(facts.getByText('48 positive, 0 negative')).toBeVisible();
    await page.keyboard.press('Control+z');
  });

  await test.step('a click retrieves look-alikes', async () => {
    await page.keyboard.press('r');
    await map.click({ position: { x: 330, y: 300 } });
    await page.getByRole('button', { name: /^Find look-alikes at/ }).click();
    await expect(page.getByRole('button', { name: 'Look-alike 1, go there' })).toBeVisible();
    await expect(page.getByRole('button', { name: /^Look-alike \d+, go there$/ })).toHaveCount(20);
    await picture('15-look-alikes');
  });

  await test.step('export, and the contents of the file', async () => {
    const path = join(folder, 'peaks.geojson');
    await saveAs(path);
    await page.getByRole('tab', { name: 'Detect' }).click();
    await page.getByRole('button', { name: 'Export detections…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await picture('16-export');
    await dialog.getByRole('button', { name: 'Choose file…' }).click();
    await expect(page.getByText(/detections written to/)).toBeVisible();
    const file = collection.parse(JSON.parse(readFileSync(path, 'utf8')));
    expect(file.attribution).toContain('OpenStreetMap');
    expect(file.provenance.dtms).toEqual(['liechtenstein_srtm1.tif']);
    expect(file.features.length).toBeGreaterThan(10);
    for (const { geometry, properties } of file.features) {
      const [lon, lat] = geometry.coordinates;
      expect(lon).toBeGreaterThan(9.4332);
      expect(lon).toBeLessThan(9.6724);
      expect(lat).toBeGreaterThan(47.0224);
      expect(lat).toBeLessThan(47.3026);
      expect([240, 480, 960]).toContain(properties.radius_m);
    }
  });
});
