import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { expect, test } from './workbench';
import { parts } from '../builtParts';

const { openDtm } = parts;

test('one dialog exports everything', async ({ workbench }) => {
  const { page, folder, picture, saveAs, menu } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  const choose = async (what: string): Promise<void> => {
    await menu('File', 'Export…');
    await dialog.getByRole('combobox', { name: 'What' }).selectOption(what);
  };
  const write = async (name: string): Promise<string> => {
    const path = join(folder, name);
    await saveAs(path);
    await dialog.getByRole('button', { name: 'Choose file…' }).click();
    await expect(page.getByText(`written to ${path}`)).toBeVisible();
    return path;
  };

  await test.step('results that do not exist yet cannot be exported', async () => {
    await choose('Detections');
    await expect(dialog.getByText('There are no detections yet.')).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Choose file…' })).toBeDisabled();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });

  await test.step('labels as GeoPackage and CSV', async () => {
    await choose('Labels');
    await dialog.getByRole('radio', { name: 'GeoPackage' }).check();
    const gpkg = await write('labels.gpkg');
    // An SQLite file whose application id says GPKG (GeoPackage 1.3, section 1.1.1.1.1).
    expect(readFileSync(gpkg).subarray(0, 16).toString('latin1')).toBe('SQLite format 3\0');
    expect(readFileSync(gpkg).subarray(68, 72).toString('latin1')).toBe('GPKG');
    await choose('Labels');
    await dialog.getByRole('radio', { name: 'CSV' }).check();
    const csv = readFileSync(await write('labels.csv'), 'utf8')
      .trimEnd()
      .split('\r\n');
    expect(csv[0]).toBe('lon_deg,lat_deg,class,positive,source,source_ref,checked,area,name,note');
    expect(csv.filter((line) => line.includes(',peak,1,'))).toHaveLength(47);
  });

  await test.step('a probability map and embeddings as GeoTIFF', async () => {
    await page.getByRole('tab', { name: 'Detect' }).click();
    const radii = page.getByRole('group', { name: 'Radii to detect at' });
    for (const name of ['240 m', '960 m']) await radii.getByRole('checkbox', { name, exact: true }).uncheck();
    await page.getByRole('button', { name: 'Find detections' }).click();
    await expect(page.getByRole('region', { name: 'Shown detections' })).toBeVisible({ timeout: 120_000 });
    await choose('Probability map');
    await picture('17-export-probability');
    const probability = await openDtm(await write('peaks.tif'));
    expect(probability.metadata).toMatchObject({ pixelWidth: 240, pixelHeight: -240, bandCount: 1 });
    expect(probability.metadata.crs.code).toBe('EPSG:32632');
    await probability.close();
    await choose('Embeddings');
    const embeddings = await openDtm(await write('embeddings.tif'), { band: 0 });
    expect(embeddings.metadata).toMatchObject({ pixelWidth: 240, bandCount: 289 });
    await embeddings.close();
  });

  await test.step('detections at the displayed radius, or at all radii', async () => {
    await choose('Detections');
    const said = dialog.getByRole('status', { name: 'What will be written' });
    await expect(said).toHaveText(/^\d+ detections of probability 0\.\d\d and above, at 480 m\.$/);
    await dialog.getByRole('radio', { name: 'CSV' }).check();
    const told = Number(/^\d+/.exec((await said.textContent()) ?? '')?.[0]);
    const lines = readFileSync(await write('detections.csv'), 'utf8')
      .trimEnd()
      .split('\r\n')
      .slice(1);
    expect(lines).toHaveLength(told);
  });

  await test.step('places and maps in the CRS of the DTM, in formats that support it', async () => {
    const { openFrom } = workbench;
    await openFrom(join(process.cwd(), 'test/fixtures/dtm/clip_lv95.tif'));
    await menu('File', 'Import DTMs…');
    await expect(page.getByText('clip_lv95').first()).toBeVisible({ timeout: 30_000 });
    await choose('Labels');
    const coordinates = dialog.getByRole('radiogroup', { name: 'Coordinates' });
    await dialog.getByRole('radio', { name: 'GeoJSON' }).check();
    await expect(coordinates).toBeHidden();
    await dialog.getByRole('radio', { name: 'Shapefile' }).check();
    await coordinates.getByRole('radio', { name: 'CH1903+ / LV95 (EPSG:2056)' }).check();
    await picture('16-export-crs');
    const shp = readFileSync(await write('labels.shp'));
    // The box of all points, in kilometres of LV95.
    expect([36, 44].map((at) => Math.floor(shp.readDoubleLE(at) / 1000))).toEqual([2754, 1210]);
    await choose('Probability map');
    await coordinates.getByRole('radio', { name: 'CH1903+ / LV95 (EPSG:2056)' }).check();
    const map = await openDtm(await write('peaks-lv95.tif'));
    expect(map.metadata.crs.code).toBe('EPSG:2056');
    expect(map.metadata.pixelWidth).toBeCloseTo(240, 0);
    await map.close();
    await choose('Embeddings');
    await expect(coordinates.getByRole('radio')).toHaveCount(2);
    await coordinates.getByRole('radio', { name: 'CH1903+ / LV95 (EPSG:2056)' }).check();
    await picture('18-export-embeddings-crs');
  });

  await test.step('the map as an image', async () => {
    await choose('Picture of the map');
    const bytes = readFileSync(await write('map.png'));
    expect(bytes.toString('utf8')).toContain('"project":"Liechtenstein sample.topo2vec"');
    const { width, height, data } = PNG.sync.read(bytes);
    const map = await page.getByRole('application', { name: 'Map' }).boundingBox();
    expect([width, height]).toEqual([map?.width, map?.height].map((side) => Math.round(side ?? 0)));
    // Terrain in the middle, and the blue of peaks somewhere: it is neither blank nor of one colour.
    const colours = new Set<number>();
    let blues = 0;
    for (let at = 0; at < data.length; at += 4) {
      const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
      colours.add((red << 16) | (green << 8) | blue);
      if (Math.abs(red - 0x25) < 24 && Math.abs(green - 0x63) < 24 && Math.abs(blue - 0xeb) < 24) blues += 1;
    }
    expect(colours.size).toBeGreaterThan(1000);
    expect(blues).toBeGreaterThan(50);
  });
});
