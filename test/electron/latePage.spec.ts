import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reopenHolding } from './answers';
import { openSample } from './states';
import { expect, test } from './workbench';

test('a page is written when its contour lines and its grid are there, and waiting shows', async ({
  workbench,
}) => {
  const { page, folder, saveAs, menu, picture } = workbench;
  await openSample(workbench);
  const answers = await reopenHolding(page);
  await openSample(workbench);
  const preview = page.getByRole('region', { name: 'Print preview' });
  const file = page.getByRole('region', { name: 'File', exact: true });
  const saveButtons = file.getByRole('button', { name: /^Save as / });
  const path = join(folder, 'map.png');
  await saveAs(path);
  await menu('File', 'Print layout, PDF or PNG…');
  await expect(saveButtons).toHaveCount(2);
  for (const button of await saveButtons.all()) await expect(button).toBeEnabled();

  await test.step('while the grid is awaited, nothing can be written', async () => {
    await answers.hold('terrain.gridLines');
    await page.getByRole('combobox', { name: 'Graticule or grid' }).selectOption('Grid in metres');
    await answers.held('terrain.gridLines');
    await expect(file.getByRole('status')).toHaveText('Fetching what the page shows…');
    for (const button of await saveButtons.all()) await expect(button).toBeDisabled();
    await picture('print-waits');
    await answers.release();
    await expect(preview.getByText(/32N$/)).toBeVisible();
    await file.getByRole('button', { name: 'Save as PNG…' }).click();
    await expect(page.getByText(`The page was written to ${path}.`)).toBeVisible({ timeout: 180_000 });
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path).toString('latin1')).toContain('pHYs');
  });

  await test.step('a panel whose place is asked for is marked as busy until the answer', async () => {
    await page.getByRole('button', { name: 'Close print layout' }).click();
    const map = page.getByRole('application', { name: 'Map' });
    await answers.hold('terrain.acrossRadii');
    await map.click({ position: { x: 300, y: 300 } });
    await page.getByRole('tab', { name: 'Point' }).click();
    const point = page.getByRole('region', { name: 'Point', exact: true });
    await answers.held('terrain.acrossRadii');
    await expect(point).toHaveAttribute('aria-busy', 'true');
    await picture('point-waits');
    await answers.release();
    await expect(point).toHaveAttribute('aria-busy', 'false');
  });
});
