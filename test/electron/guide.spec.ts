import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Locator } from '@playwright/test';
import { pixelsOf } from './pixels';
import {
  exploreTerrain,
  findDetections,
  findLookAlikes,
  labelInLoop,
  openExperiment,
  openSample,
  showPoint,
} from './states';
import { expect, test } from './workbench';

const pictures = resolve(__dirname, '..', '..', 'test-results', 'guide');

test('Help > Guide opens the guide in a locked window, with its pictures', async ({ workbench }) => {
  const { app, menu } = workbench;
  await openSample(workbench);
  const [guide] = await Promise.all([app.waitForEvent('window'), menu('Help', 'Guide')]);
  await expect(guide.getByRole('heading', { level: 1 })).toHaveText('Topo2Vec Workbench: the guide');
  const images = guide.getByRole('img');
  await expect(images.first()).toBeVisible();
  const widths = await images.evaluateAll((all) =>
    all.map((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0)),
  );
  expect(widths.length).toBeGreaterThan(7);
  expect(Math.min(...widths)).toBeGreaterThan(300);

  const ran = await guide.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "It ran."';
    document.body.append(script);
    return { title: document.title, bridge: 'workbench' in window };
  });
  expect(ran).toEqual({ title: 'Guide – Topo2Vec Workbench', bridge: false });
  await guide.close();
});

test('the images of the guide', async ({ workbench }) => {
  test.setTimeout(600_000);
  const { page, menu } = workbench;
  mkdirSync(pictures, { recursive: true });
  await menu('View', 'Theme', 'Light theme');

  /** Takes a picture of an element and its surroundings, or of the whole window. */
  async function take(name: string, element?: Locator, marginPx = 0): Promise<void> {
    const box = await element?.boundingBox();
    const path = join(pictures, `${name}.jpg`);
    const format = { path, type: 'jpeg', quality: 80 } as const;
    if (box === null || box === undefined) {
      await page.screenshot(format);
      return;
    }
    const x = Math.max(0, box.x - marginPx);
    const y = Math.max(0, box.y - marginPx);
    const width = Math.min(1280, box.x + box.width + marginPx) - x;
    const height = Math.min(800, box.y + box.height + marginPx) - y;
    await page.screenshot({ ...format, clip: { x, y, width, height } });
  }
  const panels = page.getByRole('complementary', { name: 'Panels' });
  const layers = page.getByRole('region', { name: 'Layers' });

  await openSample(workbench);
  // Relief varies in brightness; an empty map would be even.
  const map = page.getByRole('application', { name: 'Map' });
  await expect
    .poll(async () => (await pixelsOf(map)).brightness(0.35, 0.2, 0.65, 0.8).deviation)
    .toBeGreaterThan(12);
  await take('window');

  await layers.getByRole('button', { name: 'Add layer' }).click();
  await page.getByRole('menuitem', { name: 'Contour lines' }).click();
  await layers.getByRole('button', { name: 'Terrain', exact: true }).click();
  await expect(layers.getByRole('slider', { name: 'Light direction' })).toBeVisible();
  await take('layers', page.getByRole('complementary', { name: 'Layers and classes' }), 320);
  await layers.getByRole('button', { name: 'Terrain', exact: true }).click();
  await layers.getByRole('button', { name: 'Remove Contour lines' }).click();

  await findDetections(workbench);
  await take('detections');
  const scale = page.getByRole('group', { name: 'Scale' });
  await scale.getByRole('button', { name: 'All' }).click();
  await take('scale', scale);
  await scale.getByRole('button', { name: 'One' }).click();
  await menu('File', 'Export…');
  await take('export', page.getByRole('dialog', { name: 'Export' }), 12);
  await page.keyboard.press('Escape');

  await showPoint(workbench);
  await expect(page.getByRole('slider', { name: 'Radius on the curves' })).toBeVisible();
  await take('point', panels);
  await findLookAlikes(workbench);
  await take('look-alikes', panels);

  await layers.getByRole('button', { name: 'Hide Detections' }).click();
  await layers.getByRole('button', { name: 'Hide Probability' }).click();
  await labelInLoop(workbench);
  await take('labelling-loop');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();

  await exploreTerrain(workbench);
  await take('explore');
  await page.getByRole('button', { name: 'Clear brush' }).click();
  await openExperiment(workbench, 'Scale finder');
  await take('experiment', panels);
});
