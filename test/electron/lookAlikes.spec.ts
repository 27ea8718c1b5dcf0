import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { pixelsOf } from './pixels';
import { expect, fixture, test } from './workbench';

test('look-alikes that are not like some, and all places at least so alike', async ({ workbench }) => {
  const { page, picture, drop, saveAs, menu, folder } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  await saveAs(join(folder, 'alike.topo2vec'));
  await menu('File', 'New project…');
  await expect(page.getByText('alike', { exact: true })).toBeVisible();
  await expect(page.getByText('No terrain yet.')).toBeVisible();
  await drop(fixture('dtm', 'liechtenstein_srtm1.tif'));
  await expect(page.getByRole('button', { name: 'liechtenstein_srtm1.tif', exact: true })).toBeVisible();
  const map = page.getByRole('application', { name: 'Map' });
  const examples = page.getByRole('list', { name: 'Example places' });
  const hits = page.getByRole('region', { name: 'Look-alikes', exact: true });
  const hit = (rank: number) => hits.getByRole('button', { name: `Look-alike ${rank}, go there` });
  const where = (rank: number) =>
    hits
      .getByRole('listitem')
      .nth(rank - 1)
      .getByText(/[NS] .* [EW]$/)
      .textContent();

  await test.step('look-alikes of the middle of the map, by keys', async () => {
    await page.keyboard.press('r');
    await map.focus();
    await page.keyboard.press('Enter');
    await expect(examples.getByRole('img', { name: 'like', exact: true })).toHaveCount(1);
    await page.getByRole('combobox', { name: 'Region' }).selectOption('Current view');
    await page.getByRole('button', { name: /^Find look-alikes at/ }).click();
    await expect(hit(20)).toBeVisible({ timeout: 200_000 });
  });

  await test.step('two of them are not like it, one by its key, and are not found again', async () => {
    const [first, second] = [await where(1), await where(2)];
    await hits.getByRole('button', { name: 'Look-alike 1 is not like this' }).click();
    await hit(2).focus();
    await page.keyboard.press('n');
    await expect(hits.getByRole('button', { name: 'Look-alike 2 is not like this' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await expect(examples.getByRole('img', { name: 'not like' })).toHaveCount(2);
    await picture('17-not-like-this');
    await hits.getByRole('button', { name: 'Find again, not like the 2 marked' }).click();
    await expect(hits.getByRole('button', { name: /^Find again/ })).toBeHidden();
    await expect(hit(20)).toBeVisible();
    for (let rank = 1; rank <= 20; rank++) expect([first, second]).not.toContain(await where(rank));
  });

  await test.step('a place of the map that they are not like, and one taken back', async () => {
    await page.keyboard.press('Shift+R');
    await map.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await expect(examples.getByRole('img', { name: 'not like' })).toHaveCount(3);
    await page.keyboard.press('Escape');
    await examples.getByRole('button', { name: 'Remove counter-example 3' }).click();
    await expect(examples.getByRole('img', { name: 'not like' })).toHaveCount(2);
  });

  await test.step('a slider lights up all places at least so alike', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('light up');
    await page.keyboard.press('Enter');
    const slider = page.getByRole('slider', { name: 'At least this similar' });
    const told = page.getByRole('status', { name: 'Similar places' });
    await expect(told).toHaveText(/^\d[\d,]* places in view, of \d[\d,]*\s+compared/, { timeout: 60_000 });
    await expect(slider).toHaveAttribute('aria-valuetext', 'the most similar 1 %');
    const count = async (): Promise<number> =>
      Number(/^[\d,]+/.exec((await told.textContent())?.trim() ?? '')?.[0].replaceAll(',', ''));
    const lit = async (): Promise<number> => (await pixelsOf(map)).count('#E0A030', 48);
    await expect.poll(lit).toBeGreaterThan(0);
    const [few, fewLit] = [await count(), await lit()];
    await picture('18-alike');
    await slider.focus();
    for (let step = 0; step < 50; step++) await page.keyboard.press('ArrowRight');
    await expect(slider).toHaveAttribute('aria-valuetext', 'the most similar 10 %');
    // Ten times as many of all; as many of the view as may be.
    expect(await count()).toBeGreaterThan(2 * few);
    await expect.poll(lit).toBeGreaterThan(2 * fewLit);
    await picture('19-alike-more');
    await menu('View', 'Theme', 'Dark theme');
    await picture('20-alike-dark');
    await menu('View', 'Theme', 'Light theme');
  });

  await test.step('the file says what they are not like', async () => {
    const path = join(folder, 'hits.geojson');
    await saveAs(path);
    await hits.getByRole('button', { name: 'Export…' }).click();
    await page.getByRole('dialog', { name: 'Export' }).getByRole('button', { name: 'Choose file…' }).click();
    await expect(page.getByText(/look-alikes written to/)).toBeVisible();
    const written = z.object({ provenance: z.object({ not_like: z.array(z.array(z.number())).length(2) }) });
    written.parse(JSON.parse(readFileSync(path, 'utf8')));
  });
});
