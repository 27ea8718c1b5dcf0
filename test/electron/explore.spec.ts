import type { Locator } from '@playwright/test';
import { pixelsOf } from './pixels';
import { expect, test } from './workbench';

/** Drags the pointer around a part of an element, given by shares of its width and height. */
async function drawAround(
  element: Locator,
  left: number,
  top: number,
  right: number,
  bottom: number,
): Promise<void> {
  const box = await element.boundingBox();
  if (box === null) throw new Error('The element is not shown.');
  const { mouse } = element.page();
  const at = (x: number, y: number): [number, number] => [box.x + x * box.width, box.y + y * box.height];
  await mouse.move(...at(left, top));
  await mouse.down();
  for (const [x, y] of [
    [right, top],
    [right, bottom],
    [left, bottom],
  ] as const) {
    await mouse.move(...at(x, y), { steps: 4 });
  }
  await mouse.up();
}

test('the embedding space: explore, brush on plot and map, label, clusters', async ({ workbench }) => {
  const { page, picture } = workbench;
  const plot = page.getByRole('img', { name: /^Scatter plot of [\d,]+ places/ });
  const map = page.getByRole('application', { name: 'Map' });
  const brushed = page.getByRole('region', { name: 'Brushed places' });

  await test.step('the view is explored', async () => {
    await page.getByRole('tab', { name: 'Explore' }).click();
    const form = page.getByRole('region', { name: 'Explore embeddings' });
    await picture('60-explore-start');
    await form.getByRole('button', { name: 'Explore embeddings at 240 m' }).click();
    await expect(plot).toBeVisible({ timeout: 120_000 });
    await expect(plot).toHaveAccessibleName(/PC 1, \d+ % of variance across, PC 2, \d+ % up/);
    await expect(form.getByText('Laying out by UMAP')).toBeVisible({ timeout: 60_000 });
    await picture('61-explore-pca');
  });
  const counted = async (): Promise<number> => {
    const text = (await brushed.getByRole('status').textContent()) ?? '';
    return Number(text.replace(/[^\d]/g, ''));
  };

  await test.step('a lasso in the plot brushes places', async () => {
    await expect(brushed.getByText('Draw around places in the plot')).toBeVisible();
    await drawAround(plot, 0.1, 0.1, 0.45, 0.9);
    await expect(brushed.getByRole('status')).toHaveText(/^[\d,]+ places brushed$/);
    await picture('62-explore-brushed');
  });

  await test.step('they are labelled together, as one step', async () => {
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

  const clusters = page.getByRole('region', { name: 'Clusters' });
  await test.step('clusters have a legend with counts, and are brushed by it', async () => {
    const first = clusters.getByRole('button', { name: /^Cluster 1, [\d,]+ places$/ });
    const places = Number(
      /([\d,]+) places/.exec((await first.getAttribute('aria-label')) ?? '')?.[1]?.replace(',', ''),
    );
    await first.click();
    await expect.poll(counted).toBe(places);
    await expect(first).toHaveAttribute('aria-pressed', 'true');
    await page.getByRole('combobox', { name: 'Colour places by' }).selectOption('Clusters');
    await picture('64-explore-clusters');
    await brushed.getByRole('button', { name: 'Clear brush' }).click();
    await clusters.getByRole('spinbutton', { name: 'Number of clusters' }).fill('5');
    await clusters.getByRole('spinbutton', { name: 'Number of clusters' }).blur();
    await clusters.getByRole('button', { name: 'Find clusters' }).click();
    await expect(clusters.getByRole('button', { name: /^Cluster \d/ })).toHaveCount(5, { timeout: 60_000 });
  });

  await test.step('UMAP comes last', async () => {
    const umap = page.getByRole('button', { name: 'UMAP' });
    await expect(umap).toBeEnabled({ timeout: 120_000 });
    await umap.click();
    await expect(plot).toHaveAccessibleName(/UMAP 1 across, UMAP 2 up/);
    await picture('65-explore-umap');
  });
});
