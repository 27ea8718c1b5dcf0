import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settings } from '../../src/shared/contract/settings';
import { expect, test } from './workbench';

test.use({ tourSeen: false });

test('the first start shows a tour of the sample, once', async ({ workbench }) => {
  const { page, picture, menu, folder } = workbench;
  const tour = page.getByRole('dialog', { name: 'This is terrain' });
  await expect(tour).toBeVisible();
  await expect(tour.getByRole('button', { name: 'Back' })).toBeDisabled();
  await picture('05-tour');
  const next = page.getByRole('button', { name: 'Next' });
  await next.click();
  await expect(page.getByRole('dialog', { name: 'Find what looks like the labels' })).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Detect' })).toHaveAttribute('aria-selected', 'true');
  await next.click();
  await expect(page.getByText('Tour, 3 of 5')).toBeVisible();
  await picture('06-tour-scale');
  await next.click();
  await next.click();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText(/^Tour, /)).toBeHidden();

  await expect
    .poll(
      () => settings.parse(JSON.parse(readFileSync(join(folder, 'user', 'settings.json'), 'utf8'))).tourSeen,
    )
    .toBe(true);
  await menu('Help', 'Take the tour');
  await expect(tour).toBeVisible();
  await tour.getByRole('button', { name: 'Skip tour' }).click();
  await expect(tour).toBeHidden();
});
