import type { Page } from '@playwright/test';
import { pixelsOf } from './pixels';
import { expect, test } from './workbench';

declare global {
  interface Window {
    framesAsked?: number;
  }
}

const WATERFALL = '#0891B2';

test('overlapping labels are drawn as one, can each be picked, and separate on zooming in', async ({
  workbench,
}) => {
  const { page, picture } = workbench;
  const map = page.getByRole('application', { name: 'Map' });
  const point = page.getByRole('region', { name: 'Point' });
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  await page.getByRole('button', { name: 'Zoom to terrain' }).click();
  const box = await map.boundingBox();
  if (box === null) throw new Error('There is no map.');
  const middle = { x: Math.round(box.width / 2), y: Math.round(box.height / 2) };
  const beside = { ...middle, x: middle.x + 3 };
  const inMap = async (): Promise<number> => (await pixelsOf(map)).count(WATERFALL, 24);

  await page.getByRole('radio', { name: /^Waterfall/ }).check();
  await page.keyboard.press('l');
  for (const [index, position] of [middle, beside].entries()) {
    await map.click({ position });
    await expect(page.getByRole('radio', { name: `Waterfall ${index + 1}` })).toBeVisible();
  }
  await page.keyboard.press('v');
  // What the label under the pointer is called has its sign beside it.
  const away = { x: 40, y: 40 };
  await map.hover({ position: away });
  await expect(page.getByRole('tooltip')).toBeHidden();
  await expect.poll(inMap).toBeGreaterThan(10);
  const one = await inMap();

  const nearest = page.getByRole('region', { name: 'Nearest labels' });
  const place = point.getByText(/ N .+ E$/);
  await map.click({ position: middle });
  await expect(nearest.getByText('here')).toHaveCount(1);
  await expect(nearest.getByRole('button', { name: 'Waterfall', exact: true })).toHaveCount(2);
  const first = await place.innerText();
  await map.click({ position: beside });
  await expect(place).not.toHaveText(first);
  await expect(nearest.getByText('here')).toHaveCount(1);

  for (let step = 0; step < 3; step++) await page.getByRole('button', { name: 'Zoom in' }).click();
  // The sign of the selected place hides a mark.
  await map.click({ position: { ...middle, y: middle.y + 150 } });
  await map.hover({ position: away });
  // Two marks, whole: of two that overlap, less than one and a half would show.
  await expect.poll(inMap).toBeGreaterThan(1.7 * one);
  await picture('70-labels-apart');
});

/** Counts the frames that the page requests from now on: the map is drawn in them. */
const countFrames = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const ask = window.requestAnimationFrame.bind(window);
    window.framesAsked = 0;
    window.requestAnimationFrame = (draw) => {
      window.framesAsked = (window.framesAsked ?? 0) + 1;
      return ask(draw);
    };
  });

test('the map is redrawn when it changes, but not while a training reports its progress', async ({
  workbench,
}) => {
  const { page } = workbench;
  const frames = (): Promise<number> => page.evaluate(() => window.framesAsked ?? NaN);
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  await countFrames(page);
  await page.getByRole('button', { name: 'Zoom to terrain' }).click();
  await expect.poll(frames).toBeGreaterThan(0);
  await page.getByRole('tab', { name: 'Train' }).click();
  await page.getByRole('button', { name: 'Train encoder' }).click();
  const bar = page.getByRole('progressbar').first();
  const progress = async (): Promise<number> => Number(await bar.getAttribute('value'));
  await expect.poll(progress).toBeGreaterThan(0);
  // Tiles of the terrain may still arrive, but not with every report.
  const framesBetweenReports = async (): Promise<number> => {
    const [before, reported] = [await frames(), await progress()];
    await expect.poll(progress).toBeGreaterThan(reported);
    return (await frames()) - before;
  };
  await expect.poll(framesBetweenReports).toBe(0);
});
