import type { Locator } from '@playwright/test';
import { lonLatPairs } from '../../src/shared/geo/lonLat';
import { parts } from '../builtParts';
import { addLayer, bareTerrain, inPanel, isNear, order, pixelIn, viridisAt } from './layersPanel';
import { expect, fixture, test } from './workbench';

const { openTerrain } = parts;

test('the list of layers, and the sample terrain drawn as its DTM says', async ({ workbench }) => {
  const { picture, restart } = workbench;
  let { page } = workbench;
  const layers = (): Locator => inPanel(page);
  const name = (layer: string): Locator => layers().getByRole('button', { name: layer, exact: true });
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();

  await test.step('starts with the default layers', async () => {
    await expect
      .poll(() => order(page))
      .toEqual(['Labels', 'Detections', 'Look-alikes', 'Probability', 'Terrain']);
  });

  await test.step('terrain colours and hillshade agree with the elevations of the DTM', async () => {
    await name('Terrain').click();
    const row = layers().getByRole('listitem', { name: 'Terrain' });
    await row.getByLabel('Colours').selectOption('Viridis');
    await row.getByLabel('Exaggeration').selectOption('1 ×');
    await row.getByLabel('Height of the light').fill('90');
    await expect(row.getByRole('figure', { name: 'Elevation: 413 m to 2,713 m' })).toBeVisible();
    const terrain = await openTerrain({
      dtms: [{ path: fixture('dtm', 'liechtenstein_srtm1.tif') }],
      cacheDir: fixture('no-such-folder'),
    });
    const { box } = terrain;
    const places = Array.from({ length: 40 }, (_, index) => ({
      lonDeg: box.westDeg + (0.08 + 0.84 * ((index * 0.618034) % 1)) * (box.eastDeg - box.westDeg),
      latDeg: box.southDeg + (0.08 + (0.8 * index) / 40) * (box.northDeg - box.southDeg),
    }));
    const elevations = await terrain.elevationsAt(lonLatPairs(places));
    await terrain.close();
    /** Shade darkens all channels alike, so that their ratios are the ramp's. Places that agree. */
    const agreeing = async (): Promise<number> => {
      const shown = await bareTerrain(page);
      return places.filter(({ lonDeg, latDeg }, index) => {
        const found = shown.colour(...pixelIn(shown, box, lonDeg, latDeg));
        const wanted = viridisAt(((elevations[index] ?? NaN) - 413) / 2300);
        const brightness = Math.hypot(...found) / Math.hypot(...wanted);
        return (
          brightness > 0.3 &&
          isNear(
            found,
            wanted.map((value) => value * brightness),
            14,
          )
        );
      }).length;
    };
    await expect.poll(agreeing).toBeGreaterThanOrEqual(37);
    await picture('60-terrain-viridis');
  });

  await test.step('the colour range follows the view and the percentiles', async () => {
    const row = layers().getByRole('listitem', { name: 'Terrain' });
    await row.getByLabel('Spanning').selectOption('2–98 %');
    // NumPy's percentiles of the fixture are 429 and 2168 m; averages over the map's pixels lie further in.
    await expect(row.getByRole('figure', { name: /^Elevation: 4[34]\d m to 2,1\d\d m$/ })).toBeVisible();
    await row.getByLabel('Spanning').selectOption('This view');
    await expect(row.getByRole('figure', { name: /^Elevation: 4[12]\d m to 2,[67]\d\d m$/ })).toBeVisible();
  });

  await test.step('keys rotate the light', async () => {
    const dial = layers().getByRole('slider', { name: 'Light direction' });
    await dial.focus();
    await page.keyboard.press('PageUp');
    await page.keyboard.press('ArrowRight');
    await expect(dial).toHaveAttribute('aria-valuetext', '5°, from north');
  });

  await test.step('labels have a legend of the classes in use', async () => {
    await name('Labels').click();
    const row = layers().getByRole('listitem', { name: 'Labels' });
    await expect(row.getByText('Saddle')).toBeVisible();
    await expect(row.getByText('Waterfall')).toBeHidden();
    await expect(row.getByText('Filled where the class is')).toBeVisible();
    await picture('61-label-legend');
    await name('Labels').click();
  });

  await test.step('a layer is added, renamed, moved by keys and by drag, and each step undone', async () => {
    await addLayer(page, 'Slope');
    await expect
      .poll(() => order(page))
      .toEqual(['Labels', 'Detections', 'Look-alikes', 'Probability', 'Slope', 'Terrain']);
    await expect(layers().getByText('25–35°')).toBeVisible();
    await name('Terrain').click();
    await name('Slope').press('F2');
    await layers().getByRole('textbox', { name: 'Name of Slope' }).fill('Steepness');
    await page.keyboard.press('Enter');
    await name('Steepness').press('Alt+ArrowUp');
    await expect(layers().getByRole('status', { name: 'Order of layers' })).toHaveText(
      'Steepness is now layer 4 of 6 from the top.',
    );
    await name('Steepness').click();
    const from = await name('Steepness').boundingBox();
    const to = await name('Labels').boundingBox();
    if (from === null || to === null) throw new Error('Both rows are there.');
    await page.mouse.move(from.x + 40, from.y + 12);
    await page.mouse.down();
    await page.mouse.move(from.x + 40, from.y - 20, { steps: 4 });
    await page.mouse.move(from.x + 40, to.y + 2, { steps: 8 });
    await page.mouse.up();
    await expect
      .poll(() => order(page))
      .toEqual(['Steepness', 'Labels', 'Detections', 'Look-alikes', 'Probability', 'Terrain']);
    await picture('61-layers');
    await page.keyboard.press('Control+z');
    await expect
      .poll(() => order(page))
      .toEqual(['Labels', 'Detections', 'Look-alikes', 'Steepness', 'Probability', 'Terrain']);
    for (const undone of ['Move Steepness', 'Rename Slope', 'Add slope']) {
      await page.keyboard.press('Control+z');
      await expect(page.getByText(`Undone: ${undone}`).last()).toBeVisible();
    }
    await expect
      .poll(() => order(page))
      .toEqual(['Labels', 'Detections', 'Look-alikes', 'Probability', 'Terrain']);
  });

  await test.step('layer styles are remembered', async () => {
    await layers().getByRole('button', { name: 'Hide Labels' }).click();
    await name('Probability').click();
    await layers().getByRole('slider', { name: 'Opacity of Probability' }).fill('0.4');
    await name('Look-alikes').press('Delete');
    await expect.poll(() => order(page)).toEqual(['Labels', 'Detections', 'Probability', 'Terrain']);
    await restart();
    page = workbench.page;
    await expect(layers().getByRole('button', { name: 'Show Labels' })).toBeVisible();
    expect(await order(page)).toEqual(['Labels', 'Detections', 'Probability', 'Terrain']);
    await name('Probability').click();
    await expect(layers().getByRole('slider', { name: 'Opacity of Probability' })).toHaveValue('0.4');
    await name('Terrain').click();
    await expect(layers().getByLabel('Spanning')).toHaveValue('view');
  });

  await test.step('a DTM is renamed', async () => {
    const files = page.getByRole('region', { name: 'Terrain' });
    await files.getByRole('button', { name: 'liechtenstein_srtm1.tif', exact: true }).dblclick();
    await files.getByRole('textbox').fill('Liechtenstein');
    await page.keyboard.press('Enter');
    await expect(files.getByRole('button', { name: 'Liechtenstein', exact: true })).toBeVisible();
    await page.keyboard.press('Control+z');
    await expect(page.getByText('Undone: Rename liechtenstein_srtm1.tif')).toBeVisible();
  });
});
