import { lonLatPairs } from '../../src/shared/geo/lonLat';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { PNG } from 'pngjs';
import { cone, writeCone } from './cone';
import { pixelsOf, type Pixels } from './pixels';
import { expect, fixture, test } from './workbench';
import { parts } from '../builtParts';

const { openTerrain } = parts;

interface Box {
  readonly westDeg: number;
  readonly southDeg: number;
  readonly eastDeg: number;
  readonly northDeg: number;
}

/** Pixels that the map leaves around a box that it fits. */
const PADDING = 24;

const mercatorY = (latDeg: number): number =>
  (Math.asinh(Math.tan((latDeg * Math.PI) / 180)) * 180) / Math.PI;

/** Where a place is in a picture of a map that fits a box: EPSG:3857, the box in the middle. */
function pixelIn(picture: Pixels, box: Box, lonDeg: number, latDeg: number): [number, number] {
  const [south, north] = [mercatorY(box.southDeg), mercatorY(box.northDeg)];
  const perPixel = Math.max(
    (box.eastDeg - box.westDeg) / (picture.width - 2 * PADDING),
    (north - south) / (picture.height - 2 * PADDING),
  );
  return [
    picture.width / 2 + (lonDeg - (box.westDeg + box.eastDeg) / 2) / perPixel,
    picture.height / 2 - (mercatorY(latDeg) - (south + north) / 2) / perPixel,
  ];
}

const rgb = (colour: string): number[] => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

const isNear = (found: readonly number[], wanted: readonly number[], tolerance: number): boolean =>
  wanted.every((value, channel) => Math.abs(value - (found[channel] ?? NaN)) <= tolerance);

/** Viridis at every eighth of its range (Matplotlib's table), and in between. */
const viridis = [
  ...['#440154', '#472d7b', '#3b528b', '#2c728e', '#21918c'],
  ...['#27ad81', '#5cc863', '#aadc32', '#fde725'],
].map(rgb);
function viridisAt(share: number): number[] {
  const at = Math.min(Math.max(share, 0), 1) * (viridis.length - 1);
  const below = Math.min(viridis.length - 2, Math.floor(at));
  const [low = [], high = []] = viridis.slice(below);
  return low.map((value, channel) => value + (at - below) * ((high[channel] ?? 0) - value));
}

const inPanel = (page: Page): Locator => page.getByRole('region', { name: 'Layers' });

/** Names of the layers from the top down. */
const order = (page: Page): Promise<string[]> =>
  inPanel(page)
    .getByRole('listitem')
    .evaluateAll((items) => items.flatMap((item) => item.getAttribute('aria-label') ?? []));

async function addLayer(page: Page, name: string): Promise<void> {
  await inPanel(page).getByRole('button', { name: 'Add layer' }).click();
  await page.getByRole('menuitem', { name }).click();
}

/** The map without what lies on the terrain. */
async function bareTerrain(page: Page): Promise<Pixels> {
  const map = page.getByRole('application', { name: 'Map' });
  await map.focus();
  await page.keyboard.down('Space');
  const picture = await pixelsOf(map);
  await page.keyboard.up('Space');
  return picture;
}

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

test('a cone of 30 degrees has correct slope, hillshade, tint, contour lines and voids', async ({
  workbench,
}) => {
  const { page, picture, drop, saveAs, menu, folder } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  await saveAs(join(folder, 'cone.topo2vec'));
  await menu('File', 'New project…');
  await expect(page.getByText('No terrain yet.')).toBeVisible();
  await drop(writeCone(folder));
  const layers = inPanel(page);
  const map = page.getByRole('application', { name: 'Map' });
  const terrain = layers.getByRole('listitem', { name: 'Terrain' });
  await layers.getByRole('button', { name: 'Terrain', exact: true }).click();
  await expect(terrain.getByRole('figure', { name: 'Elevation: 500 m to 3,000 m' })).toBeVisible();
  const colourAt = (shown: Pixels, { lonDeg, latDeg }: { lonDeg: number; latDeg: number }): number[] =>
    shown.colour(...pixelIn(shown, cone.box, lonDeg, latDeg));
  const { westDeg, southDeg, eastDeg, northDeg } = cone.box;
  const corners = {
    northWest: { lonDeg: westDeg + 0.009, latDeg: northDeg - 0.009 },
    southWest: { lonDeg: westDeg + 0.009, latDeg: southDeg + 0.009 },
    southEast: { lonDeg: eastDeg - 0.009, latDeg: southDeg + 0.009 },
    northEast: { lonDeg: eastDeg - 0.009, latDeg: northDeg - 0.009 },
  };

  await test.step('level terrain has the colours of its elevation, and voids are hatched', async () => {
    await terrain.getByLabel('Colours').selectOption('Viridis');
    await terrain.getByLabel('Exaggeration').selectOption('1 ×');
    await expect
      .poll(async () => {
        const shown = await bareTerrain(page);
        return (['northWest', 'southWest', 'southEast'] as const).filter((corner) =>
          isNear(colourAt(shown, corners[corner]), viridisAt((cone.levelM[corner] - 500) / 2500), 8),
        );
      })
      .toEqual(['northWest', 'southWest', 'southEast']);
    const shown = await bareTerrain(page);
    expect(Math.min(...colourAt(shown, corners.northEast))).toBeGreaterThan(200);
  });

  await test.step('the lit flank is bright and the other dark, by the cosine of the angle', async () => {
    await terrain.getByLabel('Colours').selectOption('None, hillshade alone');
    // Light from the north-west at 45°: 15° from the normal of one flank, 75° from that of the other.
    const lit = cone.at(-1000, 1000);
    const unlit = cone.at(1000, -1000);
    const shares = async (): Promise<number[]> => {
      const shown = await bareTerrain(page);
      return [lit, unlit].map((place) => Math.round((colourAt(shown, place)[1] ?? 0) / 2.37));
    };
    const dark = 100 * (0.32 + (0.68 * Math.cos((75 * Math.PI) / 180)) / Math.cos(Math.PI / 4));
    await expect.poll(shares).toEqual([108, Math.round(dark)]);
    const dial = terrain.getByRole('slider', { name: 'Light direction' });
    await dial.focus();
    for (let turn = 0; turn < 4; turn++) await page.keyboard.press('PageUp');
    await expect.poll(shares).toEqual([Math.round(dark), 108]);
  });

  await test.step('slopes are in the right class, and unknown beside the void', async () => {
    await addLayer(page, 'Slope');
    await layers.getByRole('slider', { name: 'Opacity of Slope' }).fill('1');
    const places = [cone.at(2000, 0), cone.at(0, 1500), cone.at(-1000, -1500), corners.northWest];
    const wanted = ['#fe9929', '#fe9929', '#fe9929', '#ffffd4'].map(rgb);
    await expect
      .poll(async () => {
        const shown = await pixelsOf(map);
        return places.filter((place, index) => isNear(colourAt(shown, place), wanted[index] ?? [], 3)).length;
      })
      .toBe(4);
    await picture('62-cone-slope');
    await layers.getByRole('button', { name: 'Remove Slope' }).click();
  });

  await test.step('contour lines lie at the radii where the cone has their elevation', async () => {
    await addLayer(page, 'Contour lines');
    await layers.getByLabel('Interval').selectOption('200 m');
    await expect(layers.getByText('A line every 200 m, a thick one every 1000 m.')).toBeVisible();
    await layers.getByRole('slider', { name: 'Opacity of Contour lines' }).fill('1');
    // Thick lines at 1000 and 2000 m; the pixels from the summit to the south-south-west, and the darkest around each line.
    const direction = [-Math.sin(Math.PI / 8), -Math.cos(Math.PI / 8)] as const;
    const along = async (heightM: number): Promise<number> => {
      const shown = await pixelsOf(map);
      const heights = Array.from({ length: 41 }, (_, step) => heightM + 5 * (step - 20));
      const greens = heights.map((height) => {
        const radiusM = cone.radiusM(height);
        return colourAt(shown, cone.at(direction[0] * radiusM, direction[1] * radiusM))[1] ?? 255;
      });
      const darkest = greens.indexOf(Math.min(...greens));
      // Between the lines nothing is as dark.
      return Math.max(...greens) - Math.min(...greens) > 60 ? (heights[darkest] ?? NaN) : NaN;
    };
    for (const heightM of [1000, 2000]) {
      // A pixel of the map is some 20 m wide, and the terrain rises by 12 m there.
      await expect.poll(async () => Math.abs((await along(heightM)) - heightM)).toBeLessThanOrEqual(15);
    }
    await picture('63-cone-contours');
    await menu('View', 'Theme', 'Dark theme');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await picture('68-cone-dark');
    await page.keyboard.press('Control+z');
    await expect(page.getByText('Undone: Add contour lines')).toBeVisible();
  });
});

test('an online basemap is fetched only after consent', async ({ workbench }) => {
  const { page, picture } = workbench;
  const asked: string[] = [];
  const tile = new PNG({ width: 256, height: 256 });
  for (let at = 0; at < tile.data.length; at += 4) tile.data.set([40, 90, 200, 255], at);
  const png = PNG.sync.write(tile);
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, { 'Content-Type': 'image/png', 'Cache-Control': 'no-store' }).end(png);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}/{z}/{x}/{y}.png`;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  const layers = inPanel(page);
  const map = page.getByRole('application', { name: 'Map' });
  const blue = async (): Promise<number> => (await pixelsOf(map)).count('#285ac8', 3);

  await addLayer(page, 'Online basemap');
  const dialog = page.getByRole('dialog', { name: 'Online basemap' });
  await expect(dialog.getByText('which area you look at')).toBeVisible();
  await expect(dialog.getByLabel('Tile address')).toHaveValue(
    'https://tile.openstreetmap.org/{z}/{x}/{y}.png',
  );
  await dialog.getByLabel('Tile address').fill('ftp://example.org/{z}');
  await expect(dialog.getByRole('alert')).toContainText('starts with https://');
  await expect(dialog.getByRole('button', { name: 'Allow and show basemap' })).toBeDisabled();
  await dialog.getByLabel('Tile address').fill(address);
  await dialog.getByLabel('Attribution').fill('Map © the test');
  await picture('64-basemap-consent');
  expect(asked).toEqual([]);
  await dialog.getByRole('button', { name: 'Allow and show basemap' }).click();

  await expect.poll(blue).toBeGreaterThan(50_000);
  await expect(page.getByText('Map © the test')).toBeVisible();
  await expect(layers.getByText(`Tiles from 127.0.0.1:${port}.`)).toBeVisible();
  expect(asked.every((path) => /^\/\d+\/\d+\/\d+\.png$/.test(path))).toBe(true);
  await picture('65-basemap');

  // The page itself reaches no server, whether it was allowed or not, and the program only the one that was.
  const reached = await page.evaluate(async (url) => {
    const tries = [url, `/basemap/1/0/0?address=${encodeURIComponent(`${url}/{z}/{x}/{y}`)}`];
    const answers = await Promise.all(
      tries.map((each) =>
        fetch(each).then(
          ({ ok }) => ok,
          () => false,
        ),
      ),
    );
    return answers;
  }, `http://127.0.0.1:${port}/other`);
  expect(reached).toEqual([false, false]);
  expect(asked.filter((path) => path.startsWith('/other'))).toEqual([]);

  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await page.keyboard.press('+');
  await expect(layers.getByText(`127.0.0.1:${port} does not answer.`)).toBeVisible();
  await picture('66-basemap-offline');
  await expect.poll(blue).toBeLessThan(1000);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await layers.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(blue).toBeGreaterThan(50_000);
  await layers.getByRole('button', { name: 'Remove Online basemap' }).click();
  await expect(page.getByText('Map © the test')).toBeHidden();
  server.closeAllConnections();
  server.close();
});
