import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { Geodesic } from 'geographiclib-geodesic';
import { expect, test } from './workbench';
import { readPdf, type Pdf } from './pdf';

/** Distance on WGS 84, metres (Karney 2013, by GeographicLib). */
const distanceM = (latDeg: number, lonDeg: number, toLatDeg: number, toLonDeg: number): number =>
  Geodesic.WGS84.Inverse(latDeg, lonDeg, toLatDeg, toLonDeg).s12 ?? NaN;

/** Where lines across the whole map are, millimetres: upright ones from the left, level ones from below. */
function linesAcross({ lines }: Pdf): { upright: number[]; level: number[] } {
  const ascending = (values: number[]): number[] =>
    [...new Set(values.map((value) => value.toFixed(3)))].map(Number).sort((a, b) => a - b);
  return {
    upright: ascending(
      lines.flatMap(({ from, to }) => (Math.abs(from[1] - to[1]) > 100 && from[0] === to[0] ? from[0] : [])),
    ),
    level: ascending(
      lines.flatMap(({ from, to }) => (Math.abs(from[0] - to[0]) > 100 && from[1] === to[1] ? from[1] : [])),
    ),
  };
}

test('a map to hand over, as PDF and PNG, true to scale', async ({ workbench }) => {
  const { page, folder, picture, saveAs, menu } = workbench;
  await expect(page.getByRole('radiogroup', { name: 'Active class' }).getByText('47')).toBeVisible();
  const preview = page.getByRole('region', { name: 'Print preview' });
  const panel = page.getByRole('complementary', { name: 'Panels' });
  const write = async (format: 'PDF' | 'PNG', name: string): Promise<Buffer> => {
    const path = join(folder, name);
    await saveAs(path);
    await panel.getByRole('button', { name: `Save as ${format}…` }).click();
    await expect(page.getByText(`The page was written to ${path}.`)).toBeVisible({ timeout: 180_000 });
    return readFileSync(path);
  };

  await test.step('the page shows what is visible, and follows it', async () => {
    await menu('File', 'Print layout, PDF or PNG…');
    await expect(preview.getByRole('img', { name: 'Page: Liechtenstein sample' })).toBeVisible();
    await panel.getByRole('textbox', { name: 'Title' }).fill('Landforms of Liechtenstein');
    await panel.getByRole('combobox', { name: 'Scale' }).selectOption('1:100 000');
    await expect(preview.getByText('1:100 000')).toBeVisible();
    for (const text of ['Saddle', '413 m', '2,713 m', 'liechtenstein_srtm1.tif (WGS 84)', '9° 30′ E'])
      await expect(preview.getByText(text).first()).toBeVisible();
    await expect(preview.getByText(/Labels © OpenStreetMap contributors/)).toBeVisible();
    const layers = page.getByRole('region', { name: 'Layers' });
    await layers.getByRole('button', { name: 'Hide Labels' }).click();
    await expect(preview.getByText('Saddle')).toBeHidden();
    await layers.getByRole('button', { name: 'Add layer' }).click();
    await page.getByRole('menuitem', { name: 'Contour lines' }).click();
    await expect(preview.getByText('Every 100 m')).toBeVisible();
    await picture('print-landscape');
  });

  await test.step('on the PDF, a distance on the ground has the length that the scale says', async () => {
    const told = panel.getByRole('region', { name: 'File' }).getByRole('status');
    // A fast machine may draw a piece between two looks at the page.
    const texts = await told.evaluateHandle((status) => {
      const seen = new Set<string>();
      new MutationObserver(() => seen.add(status.textContent.trim())).observe(status, {
        ...{ subtree: true, childList: true, characterData: true },
      });
      return seen;
    });
    const pdf = readPdf(await write('PDF', 'map.pdf'));
    expect(await texts.evaluate((seen) => [...seen])).toContain('Drawing the page: 1 of 4 pieces…');
    expect(pdf.pages).toBe(1);
    expect([pdf.widthMm, pdf.heightMm].map((mm) => mm.toFixed(2))).toEqual(['297.00', '210.00']);
    expect(pdf.fonts.length).toBeGreaterThan(1);
    for (const font of pdf.fonts) expect(font).toContain('Inter');
    expect(pdf.info('Title')).toBe('Landforms of Liechtenstein');
    expect(pdf.info('Subject')).toContain('"dtms":["liechtenstein_srtm1.tif"]');
    expect(pdf.info('Author')).toContain('© OpenStreetMap contributors');
    // Meridians and parallels, whose degrees are written beside them.
    const { upright, level } = linesAcross(pdf);
    const degreesOf = async (side: 'E' | 'N'): Promise<number[]> => {
      const texts = await preview.getByText(new RegExp(`^\\d+°( \\d+′)? ${side}$`)).allTextContents();
      const degrees = texts.map((text) => text.match(/\d+/g)?.map(Number) ?? []);
      return [...new Set(degrees.map(([whole = NaN, minutes = 0]) => whole + minutes / 60))].sort(
        (a, b) => a - b,
      );
    };
    const [eastDeg, northDeg] = [await degreesOf('E'), await degreesOf('N')];
    expect(upright.length).toBe(eastDeg.length);
    expect(level.length).toBe(northDeg.length);
    const ends = (values: readonly number[]): [number, number] => [values[0] ?? NaN, values.at(-1) ?? NaN];
    const [[west, east], [westDeg, lastDeg]] = [ends(upright), ends(eastDeg)];
    const trueDeg = Number(
      /([\d.]+)° N$/.exec((await preview.getByText(/^true along/).textContent()) ?? '')?.[1],
    );
    expect(east - west).toBeGreaterThan(150);
    // 1:100 000 shows 100 m on a millimetre; half a tenth of a millimetre is what a ruler shows.
    expect(east - west).toBeCloseTo(distanceM(trueDeg, westDeg, trueDeg, lastDeg) / 100, 1);
    const [[south, north], [southDeg, topDeg]] = [ends(level), ends(northDeg)];
    expect(north - south).toBeCloseTo(distanceM(southDeg, westDeg, topDeg, westDeg) / 100, 1);
    // Pixels for 300 an inch, within the width of one.
    const [width] = pdf.picture;
    expect(width).toBe(2419);
  });

  await test.step('the PNG is the same page, 300 dots an inch', async () => {
    await panel.getByRole('combobox', { name: 'Orientation' }).selectOption('Portrait');
    await panel.getByRole('combobox', { name: 'Graticule or grid' }).selectOption('Grid in metres');
    await expect(preview.getByText(/32N$/)).toBeVisible();
    await picture('print-portrait');
    const bytes = await write('PNG', 'map.png');
    const png = PNG.sync.read(bytes);
    expect([png.width, png.height]).toEqual([2480, 3508]);
    // Terrain, and no holes in it, in the middle of the map, which is drawn in several pieces.
    let bare = 0;
    for (let y = 700; y < 2200; y += 5)
      for (let x = 400; x < 2000; x += 5)
        if (
          [0, 1, 2].every(
            (channel) => png.data[4 * (y * png.width + x) + channel] === [0xf4, 0xf4, 0xf0][channel],
          )
        )
          bare += 1;
    expect(bare).toBeLessThan(100);
    // 300 dots an inch are 11,811 a metre (PNG third edition, section 11.3.4.3).
    const size = bytes.indexOf('pHYs');
    expect(bytes.readUInt32BE(size + 4)).toBe(11_811);
    expect(bytes.toString('utf8')).toContain('"project":"Liechtenstein sample.topo2vec"');
  });

  await test.step('a drawn box, and back to the panels', async () => {
    const place = panel.getByRole('combobox', { name: 'Place on the page' });
    await place.selectOption('Draw a box…');
    await expect(preview).toBeHidden();
    const map = page.getByRole('application', { name: 'Map' });
    await map.dragTo(map, { sourcePosition: { x: 280, y: 200 }, targetPosition: { x: 360, y: 300 } });
    await expect(preview).toBeVisible();
    await expect(place).toHaveValue('drawn');
    await panel.getByRole('combobox', { name: 'Scale' }).selectOption({ index: 0 });
    await picture('print-box');
    await page.getByRole('button', { name: 'Close print layout' }).click();
    await expect(preview).toBeHidden();
    await expect(page.getByRole('tab', { name: 'Detect' })).toBeVisible();
  });
});
