import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './workbench';

test('a page', async ({ workbench }) => {
  const { page, folder, picture, saveAs, menu } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  const layers = page.getByRole('region', { name: 'Layers' });
  await layers.getByRole('button', { name: 'Add layer' }).click();
  await page.getByRole('menuitem', { name: 'Contour lines' }).click();
  await menu('File', 'Print layout…');
  const preview = page.getByRole('region', { name: 'Print preview' });
  await expect(preview).toBeVisible();
  await page.waitForTimeout(2000);
  await picture('print-1');
  const write = async (format: string): Promise<string> => {
    const path = join(folder, `page.${format.toLowerCase()}`);
    await saveAs(path);
    const t = Date.now();
    await page.getByRole('button', { name: `Save as ${format}…` }).click();
    await expect(page.getByText(`written to ${path}`)).toBeVisible({ timeout: 120_000 });
    console.log(format, Date.now() - t);
    copyFileSync(path, `/tmp/handover/page.${format.toLowerCase()}`);
    return path;
  };
  await write('PDF');
  await write('PNG');
  await page.getByLabel('Orientation').selectOption('portrait');
  await page.getByLabel('Lines across the map').selectOption('grid');
  await page.waitForTimeout(2000);
  await picture('print-2');
});
