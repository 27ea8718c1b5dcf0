import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wrongOn } from './axe';
import { expect, fixture, test } from './workbench';

interface Place {
  readonly kind: string;
  readonly at: readonly [number, number] | null;
}

const geojson = (places: readonly Place[]): string =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: places.map(({ kind, at }, index) => ({
      type: 'Feature',
      properties: { kind, height: 1000 + index, seen: index % 2 === 0 },
      geometry: at === null ? null : { type: 'Point', coordinates: at },
    })),
  });

test('a label file is previewed, its labels chosen, and omissions reported', async ({ workbench }) => {
  const { page, folder, drop, picture, menu } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  const ask = page.getByRole('dialog', { name: 'Import labels' });
  const accept = ask.getByRole('button', { name: 'Import labels' });
  const takes = ask.getByRole('status', { name: 'What will be imported' });
  const becomes = ask.getByRole('combobox', { name: 'Becomes', exact: true });
  const notices = page.locator('.notice');
  const classes = page.getByRole('radiogroup', { name: 'Active class' });
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const both = async (name: string): Promise<void> => {
    await picture(`import/${name}`);
    expect(await wrongOn(page)).toEqual([]);
    await menu('View', 'Theme', 'Dark theme');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await picture(`import/${name}-dark`);
    await menu('View', 'Theme', 'Light theme');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  };

  await test.step('features with an attribute value become a new class; a similar file imports the same way', async () => {
    const one = write(
      'one.geojson',
      geojson([
        { kind: 'hilltop', at: [9.55, 47.1] },
        { kind: 'hilltop', at: [9.56, 47.11] },
        { kind: 'hilltop', at: [8, 46] },
        { kind: 'tree', at: [9.57, 47.12] },
        { kind: 'tree', at: null },
      ]),
    );
    const two = write('two.geojson', geojson([{ kind: 'hilltop', at: [9.6, 47.12] }]));
    await drop(one, two);
    await expect(
      ask.getByText('From one.geojson, file 1 of 2: GeoJSON, 4 points, 1 without a place'),
    ).toBeVisible();
    await expect(ask.getByRole('region', { name: 'First features' }).getByRole('row')).toHaveCount(6);
    await expect(ask.getByText('1 of 4 places lies beyond this map.')).toBeVisible();
    await expect(ask.getByRole('radio', { name: 'Features by an attribute, as one class' })).toBeChecked();
    await expect(ask.getByRole('combobox', { name: 'Attribute' })).toHaveValue('kind');
    await ask.getByRole('checkbox', { name: /^hilltop/ }).check();
    await expect(accept).toBeDisabled();
    await becomes.selectOption('New class…');
    await expect(ask.getByRole('textbox', { name: 'Name of the new class' })).toHaveValue('hilltop');
    await page.keyboard.type('Summit');
    await page.keyboard.press('Enter');
    await expect(becomes).toHaveValue('summit');
    await expect(takes).toHaveText('Imports 3 of 4 features');
    await ask
      .getByRole('checkbox', { name: 'The same for two.geojson, which has the same structure' })
      .check();
    await both('labels-values');
    await accept.click();
    await expect(classes.getByRole('radio', { name: /^S ?Summit|Summit/ })).toBeAttached();
    await expect(notices.getByText('one.geojson: 2 labels added (2 summits).')).toBeVisible();
    await expect(notices.getByText('1 lies where there is no elevation')).toBeVisible();
    await expect(classes.getByText('Summit').locator('..')).toContainText('3');
    await both('labels-report');
    await page.getByRole('button', { name: 'Dismiss notice' }).first().click();
  });

  await test.step('a table asks for its coordinate columns and coordinate system', async () => {
    // By pyproj in EPSG:2056: 9.57297 E, 47.17557 N and 9.55 E, 47.1 N.
    const table = write('table.csv', 'who;right;up\nA;2761779.5;1227157.1\nB;2760265.0;1218711.5\n');
    await drop(table);
    await ask.getByRole('combobox', { name: 'Longitude or east' }).selectOption('right');
    await ask.getByRole('combobox', { name: 'Latitude or north' }).selectOption('up');
    await ask.getByRole('combobox', { name: /coordinate system/ }).fill('2056');
    await expect(ask.getByText('CH1903+ / LV95 (EPSG:2056)')).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(ask.getByRole('button', { name: 'Change' })).toBeFocused();
    await expect(ask.getByRole('listbox')).toBeHidden();
    await ask.getByRole('radio', { name: 'All 2 features, as one class' }).check();
    await becomes.selectOption('Saddle');
    await both('labels-table');
    await accept.click();
    await expect(notices.getByText('table.csv: 2 labels added (2 saddles).')).toBeVisible();
  });

  await test.step('polygons become areas', async () => {
    const square = [
      [9.55, 47.1],
      [9.57, 47.1],
      [9.57, 47.12],
      [9.55, 47.12],
      [9.55, 47.1],
    ];
    const geometry = { type: 'Polygon', coordinates: [square] };
    await drop(
      write('square.geojson', JSON.stringify({ type: 'Feature', properties: { kind: 'slide' }, geometry })),
    );
    await ask.getByRole('radio', { name: 'Its one feature' }).check();
    await becomes.selectOption('Cliff');
    await ask.getByRole('combobox', { name: 'A polygon becomes' }).selectOption('an area of the class');
    await picture('import/labels-polygons');
    await accept.click();
    await expect(notices.getByText('square.geojson: 1 area added.')).toBeVisible();
  });

  await test.step('the parts of a Shapefile count as one file, and a zipped one is distinguished from terrain', async () => {
    const part = (ending: string): string => fixture('field', `peaks.${ending}`);
    await drop(...['dbf', 'prj', 'shp', 'shx', 'zip'].map(part));
    await expect(ask.getByText(/^From peaks\.shp, file 1 of 2: Shapefile, 4 points/)).toBeVisible();
    await ask.getByRole('button', { name: 'Skip file' }).click();
    await expect(ask.getByText(/^From peaks\.zip, file 2 of 2: Shapefile, 4 points/)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(ask).toBeHidden();
    await expect(notices.getByText(/cannot be imported|belongs to another file/)).toHaveCount(0);
  });

  await test.step('a class missing from the file adds nothing, and the message says what the file holds', async () => {
    const osm = write(
      'other.osm',
      '<osm version="0.6"><node id="1" version="1" lat="47.1" lon="9.55"><tag k="amenity" v="bench"/></node></osm>',
    );
    await drop(osm);
    await ask.getByRole('radio', { name: 'Classes by their tags or names' }).check();
    await expect(ask.getByText('The file holds none of these.')).toBeVisible();
    await ask.getByRole('checkbox', { name: 'Sinkhole' }).check();
    await accept.click();
    await expect(notices.getByText(/amenity=bench/)).toBeVisible();
    await picture('import/labels-nothing');
    await notices.getByRole('button', { name: 'Choose again…' }).click();
    await expect(ask.getByText(/^From other\.osm/)).toBeVisible();
    await page.keyboard.press('Escape');
  });
});
