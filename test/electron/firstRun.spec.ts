import { expect, test } from './workbench';
import { pixelsOf } from './pixels';

test('the first start opens the sample, and one click finds peaks', async ({ workbench }) => {
  const { page, picture } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  await expect(page.getByRole('button', { name: 'liechtenstein_srtm1.tif', exact: true })).toBeVisible();
  // OpenStreetMap's extract of December 2022 has 47 peaks in this area.
  await expect(page.getByRole('radiogroup', { name: 'Active class' }).getByText('47')).toBeVisible();
  await expect(page.getByText('© OpenStreetMap contributors')).toBeVisible();

  const map = page.getByRole('application', { name: 'Map' });
  // Relief varies in brightness; an empty map would be even.
  await expect
    .poll(async () => (await pixelsOf(map)).brightness(0.35, 0.2, 0.65, 0.8).deviation)
    .toBeGreaterThan(12);
  await picture('01-first-start');

  await page.getByRole('button', { name: 'Find detections' }).click();
  await expect(page.getByRole('region', { name: 'Runs' }).getByRole('button', { pressed: true })).toBeVisible(
    {
      timeout: 200_000,
    },
  );
  await expect.poll(async () => (await pixelsOf(map)).count('#2563EB', 24)).toBeGreaterThan(200);
  await picture('02-detections');

  await page
    .getByRole('region', { name: 'Heads' })
    .getByRole('button', { name: /^Peak, 240 m/ })
    .click();
  await expect(page.getByRole('table', { name: 'Confusion matrix' })).toBeVisible();
  await picture('03-head');
});
