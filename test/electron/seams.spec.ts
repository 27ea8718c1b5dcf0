import { PNG } from 'pngjs';
import { expect, test } from './workbench';

/** Pixels around the map's buttons and texts. */
const MARGIN_PX = 90;

test('no lines between terrain tiles where an edge of theirs meets the middle of a pixel', async ({
  workbench,
}) => {
  const { page } = workbench;
  await expect(page.getByRole('radiogroup', { name: 'Active class' }).getByText('47')).toBeVisible();
  const layers = page.getByRole('region', { name: 'Layers' });
  await layers.getByRole('button', { name: 'Hide Labels' }).click();
  await layers.getByRole('button', { name: 'Terrain', exact: true }).click();
  await layers.getByLabel('Colours').selectOption('Viridis');
  const map = page.getByRole('application', { name: 'Map' });

  /** Pixels that are as bright in blue as the page below the terrain, once nothing moves any more; viridis has none. */
  const bare = async (): Promise<number> => {
    let last: Buffer = Buffer.alloc(0);
    for (let next = await map.screenshot(); !next.equals(last); next = await map.screenshot()) last = next;
    const { width, height, data } = PNG.sync.read(last);
    let found = 0;
    for (let y = MARGIN_PX; y < height - MARGIN_PX; y++)
      for (let x = MARGIN_PX; x < width - MARGIN_PX; x++)
        if ((data[4 * (y * width + x) + 2] ?? 0) > 180) found += 1;
    return found;
  };

  // At the sixth of these zooms both tiles beside column 142 left it bare.
  await page.keyboard.press('Control+0');
  await map.hover({ position: { x: 338, y: 350 } });
  await page.mouse.wheel(0, -100);
  for (let step = 1; step <= 7; step++) {
    await page.mouse.wheel(0, -133);
    expect(await bare(), `pixels of the page at zoom ${step}`).toBe(0);
  }
});
