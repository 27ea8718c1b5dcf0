import type { Locator } from '@playwright/test';
import { PNG } from 'pngjs';
import { pixelsOf } from './pixels';
import { expect, test } from './workbench';

/** Places in an element, by shares of its width and height. */
type Path = readonly (readonly [x: number, y: number])[];

/** Drags the pointer along a path. */
async function drag(element: Locator, [start, ...path]: Path): Promise<void> {
  const box = await element.boundingBox();
  if (box === null || start === undefined) throw new Error('There is nothing to drag along.');
  const { mouse } = element.page();
  const at = ([x, y]: Path[number]): [number, number] => [box.x + x * box.width, box.y + y * box.height];
  await mouse.move(...at(start));
  await mouse.down();
  for (const corner of path) await mouse.move(...at(corner), { steps: 4 });
  await mouse.up();
}

/** Share of the middle of an element whose pixels are far from grey. */
async function colourfulness(element: Locator): Promise<number> {
  const { width, height, data } = PNG.sync.read(await element.screenshot());
  let colourful = 0;
  for (let at = 0; at < data.length; at += 4) {
    const channels = [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
    if (Math.max(...channels) - Math.min(...channels) > 48) colourful += 1;
  }
  return colourful / (width * height);
}

test('the embedding space: explore, brush on plot and map, label, clusters', async ({ workbench }) => {
  const { page, picture } = workbench;
  const plot = page.getByRole('img', { name: /^Scatter plot of [\d,]+ places/ });
  const layers = page.getByRole('region', { name: 'Layers' });
  const map = page.getByRole('application', { name: 'Map' });
  const brushed = page.getByRole('region', { name: 'Brushed places' });

  await test.step('the map view is explored', async () => {
    await page.getByRole('tab', { name: 'Explore' }).click();
    const form = page.getByRole('region', { name: 'Explore embeddings' });
    await picture('60-explore-start');
    await form.getByRole('button', { name: 'Explore embeddings at 240 m' }).click();
    await expect(plot).toBeVisible({ timeout: 120_000 });
    await expect(plot).toHaveAccessibleName(/PC 1, \d+ % of variance across, PC 2, \d+ % up/);
    await expect(form.getByText('Laying out by UMAP')).toBeVisible({ timeout: 60_000 });
    await layers.getByRole('button', { name: 'Embedding colours', exact: true }).click();
    await expect(layers.getByText(/principal components 1, 2 and 3 as red, green and blue/)).toBeVisible();
    // Hillshade is grey: colours come from the layer.
    await expect.poll(() => colourfulness(map)).toBeGreaterThan(0.2);
    await picture('61-explore-pca');
  });
  const counted = async (): Promise<number> => {
    const text = (await brushed.getByRole('status').textContent()) ?? '';
    return Number(text.replace(/[^\d]/g, ''));
  };

  /** Pixels of the map in the highlight's colour, mixed with what lies below. */
  const highlighted = async (): Promise<number> => (await pixelsOf(map)).count('#E85098', 48);

  await test.step('a lasso in the plot brushes places', async () => {
    await expect(brushed.getByText('Draw around places in the plot')).toBeVisible();
    await drag(plot, [
      [0.1, 0.1],
      [0.45, 0.1],
      [0.45, 0.9],
      [0.1, 0.9],
    ]);
    await expect(brushed.getByRole('status')).toHaveText(/^[\d,]+ places brushed$/);
    await expect.poll(highlighted).toBeGreaterThan(2000);
    await picture('62-explore-brushed');
  });

  await test.step('a box, and an outline to add, by keys alone', async () => {
    const keys = page.getByRole('application', { name: 'Brush places on the plot' });
    // A key has been pressed before, so that the focus shows.
    await page.keyboard.press('Tab');
    await keys.focus();
    const move = async (key: string, times: number): Promise<void> => {
      for (let time = 0; time < times; time++) await page.keyboard.press(key);
    };
    await page.keyboard.press('Enter');
    await move('ArrowLeft', 9);
    await move('ArrowUp', 8);
    await page.keyboard.press('Enter');
    await picture('62-explore-keys');
    const lassoed = await counted();
    await page.keyboard.press('Enter');
    await expect.poll(counted).not.toBe(lassoed);
    const boxed = await counted();
    expect(boxed).toBeGreaterThan(0);
    await page.keyboard.press('Enter');
    await move('ArrowRight', 18);
    await page.keyboard.press('Enter');
    await move('ArrowDown', 14);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Shift+Enter');
    await expect.poll(counted).toBeGreaterThan(boxed);
    // Corners that are dropped leave what is brushed.
    const both = await counted();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    expect(await counted()).toBe(both);
    await drag(plot, [
      [0.1, 0.1],
      [0.45, 0.1],
      [0.45, 0.9],
      [0.1, 0.9],
    ]);
    await expect.poll(counted).toBe(lassoed);
  });

  await test.step('they are labelled together in one undo step', async () => {
    const before = await counted();
    const button = brushed.getByRole('button', { name: /^Label \d+ peaks$/ });
    const count = Number(/\d+/.exec((await button.textContent()) ?? '')?.[0]);
    expect(count).toBeGreaterThan(20);
    expect(count).toBeLessThan(before);
    await button.click();
    await expect(page.getByText(`${count} labels added.`)).toBeVisible();
    const peaks = page.getByRole('radiogroup', { name: 'Active class' });
    await expect(peaks.getByText(String(47 + count))).toBeVisible();
    await picture('63-explore-labelled');
    await page.keyboard.press('Control+z');
    await expect(page.getByText(`Undone: Label ${count} peaks`)).toBeVisible();
    await expect(peaks.getByText('47')).toBeVisible();
  });

  await test.step('a box on the map brushes places in the plot', async () => {
    const before = (await pixelsOf(plot)).brightness(0, 0, 1, 1);
    await brushed.getByRole('button', { name: 'Box: Places in a box' }).click();
    await drag(map, [
      [0.45, 0.4],
      [0.55, 0.5],
    ]);
    await expect.poll(counted).toBeLessThan(3000);
    expect(await counted()).toBeGreaterThan(300);
    const after = (await pixelsOf(plot)).brightness(0, 0, 1, 1);
    expect(Math.abs(after.mean - before.mean)).toBeGreaterThan(3);
    await picture('67-explore-box');
  });

  const clusters = page.getByRole('region', { name: 'Clusters' });
  await test.step('clusters have a legend with counts, which brushes them', async () => {
    const first = clusters.getByRole('button', { name: /^Cluster 1, [\d,]+ places$/ });
    const places = Number(
      /([\d,]+) places/.exec((await first.getAttribute('aria-label')) ?? '')?.[1]?.replace(',', ''),
    );
    await first.click();
    await expect.poll(counted).toBe(places);
    await expect(first).toHaveAttribute('aria-pressed', 'true');
    await page.getByRole('combobox', { name: 'Colour places by' }).selectOption('Clusters');
    await layers.getByRole('button', { name: 'Clusters', exact: true }).click();
    await expect(layers.getByRole('button', { name: /^Cluster 8, [\d,]+ places$/ })).toBeVisible();
    await picture('64-explore-clusters');
    await brushed.getByRole('button', { name: 'Clear brush' }).click();
    await clusters.getByRole('spinbutton', { name: 'Number of clusters' }).fill('5');
    await clusters.getByRole('spinbutton', { name: 'Number of clusters' }).blur();
    await clusters.getByRole('button', { name: 'Find clusters' }).click();
    await expect(clusters.getByRole('button', { name: /^Cluster \d/ })).toHaveCount(5, { timeout: 60_000 });
  });

  await test.step('UMAP follows last', async () => {
    const umap = page.getByRole('button', { name: 'UMAP' });
    await expect(umap).toBeEnabled({ timeout: 120_000 });
    await umap.click();
    await expect(plot).toHaveAccessibleName(/UMAP 1 across, UMAP 2 up/);
    await expect(page.getByText('Laying out by UMAP')).toBeHidden();
    await page.getByRole('combobox', { name: 'Colour places by' }).selectOption('Embedding colours');
    await expect(layers.getByText(/colours by the place in the UMAP plot/)).toBeVisible();
    await picture('65-explore-umap');
  });

  await test.step('what an encoder preserves of a place', async () => {
    const scale = page.getByRole('slider', { name: 'Radius' });
    await scale.focus();
    for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowRight');
    await map.click({ position: { x: 330, y: 300 } });
    await page.getByRole('tab', { name: 'Point' }).click();
    const section = page.getByRole('region', { name: 'Reconstruction' });
    await expect(section.getByText(/Off by \d+\.\d %/)).toBeVisible();
    const patches = section.getByRole('img', { name: /^Hillshade of/ });
    await expect(patches).toHaveCount(3);
    await patches.first().scrollIntoViewIfNeeded();
    for (const patch of await patches.all()) {
      expect((await pixelsOf(patch)).brightness(0, 0, 1, 1).deviation).toBeGreaterThan(8);
    }
    await section.getByText(/Off by/).scrollIntoViewIfNeeded();
    await picture('66-reconstruction');
    await section
      .getByRole('combobox', { name: 'Encoder' })
      .selectOption({ label: 'polar (default) · ignores orientation' });
    await expect(section.getByText(/polar has no decoder/)).toBeVisible();
  });

  await test.step('in the dark theme', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('tab', { name: 'Explore' }).click();
    // The plot is redrawn with the panel.
    expect((await pixelsOf(plot)).brightness(0, 0, 1, 1).deviation).toBeGreaterThan(15);
    await picture('68-explore-dark');
  });
});
