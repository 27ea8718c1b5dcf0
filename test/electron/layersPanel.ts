import type { Locator, Page } from '@playwright/test';
import { pixelsOf, type Pixels } from './pixels';

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
export function pixelIn(picture: Pixels, box: Box, lonDeg: number, latDeg: number): [number, number] {
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

/** Red, green and blue of `#rrggbb`. */
export const rgb = (colour: string): number[] =>
  [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

/** Whether a colour is another one, but for so much in each channel. */
export const isNear = (found: readonly number[], wanted: readonly number[], tolerance: number): boolean =>
  wanted.every((value, channel) => Math.abs(value - (found[channel] ?? NaN)) <= tolerance);

/** Viridis at every eighth of its range (Matplotlib's table), and in between. */
const viridis = [
  ...['#440154', '#472d7b', '#3b528b', '#2c728e', '#21918c'],
  ...['#27ad81', '#5cc863', '#aadc32', '#fde725'],
].map(rgb);
/** The colour of Viridis at a share of its range. */
export function viridisAt(share: number): number[] {
  const at = Math.min(Math.max(share, 0), 1) * (viridis.length - 1);
  const below = Math.min(viridis.length - 2, Math.floor(at));
  const [low = [], high = []] = viridis.slice(below);
  return low.map((value, channel) => value + (at - below) * ((high[channel] ?? 0) - value));
}

/** The list of layers. */
export const inPanel = (page: Page): Locator => page.getByRole('region', { name: 'Layers' });

/** Names of the layers from the top down. */
export const order = (page: Page): Promise<string[]> =>
  inPanel(page)
    .getByRole('listitem')
    .evaluateAll((items) => items.flatMap((item) => item.getAttribute('aria-label') ?? []));

/** Adds a layer by its name in the menu. */
export async function addLayer(page: Page, name: string): Promise<void> {
  await inPanel(page).getByRole('button', { name: 'Add layer' }).click();
  await page.getByRole('menuitem', { name }).click();
}

/** The map without what lies on the terrain. */
export async function bareTerrain(page: Page): Promise<Pixels> {
  const map = page.getByRole('application', { name: 'Map' });
  await map.focus();
  await page.keyboard.down('Space');
  const picture = await pixelsOf(map);
  await page.keyboard.up('Space');
  return picture;
}
