import { join } from 'node:path';
import { cone, writeCone } from './cone';
import { addLayer, bareTerrain, inPanel, isNear, pixelIn, rgb, viridisAt } from './layersPanel';
import { pixelsOf, type Pixels } from './pixels';
import { expect, test } from './workbench';

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
