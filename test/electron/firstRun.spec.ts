import { statSync } from 'node:fs';
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

  await test.step('what embeddings take of the file is shown and freed, and the run stays', async () => {
    const { path } = await page.evaluate(() => window.workbench.startProject());
    const runs = await page
      .getByRole('region', { name: 'Runs' })
      .getByRole('button', { pressed: true })
      .textContent();
    await page.getByRole('tab', { name: 'Train' }).click();
    const stored = page.getByRole('region', { name: 'Stored embeddings' });
    await expect(stored.getByRole('listitem')).toHaveText([
      /polar.*, 240 m every .* MB/,
      / m every .* MB/,
      / m every .* MB/i,
    ]);
    await stored.scrollIntoViewIfNeeded();
    await picture('04-stored-embeddings');
    /** The file with the log of what is not yet in it. */
    const size = (): number => statSync(path).size + statSync(`${path}-wal`).size;
    const before = size();
    await stored.getByRole('button', { name: /^Free all/ }).click();
    await expect(page.getByText(/^Freed \d+ MB/)).toBeVisible();
    await expect(stored.getByText('None yet.')).toBeVisible();
    expect(size()).toBeLessThan(before);
    await page.getByRole('tab', { name: 'Detect' }).click();
    await expect(
      page.getByRole('region', { name: 'Runs' }).getByRole('button', { pressed: true }),
    ).toHaveText(runs ?? '');
  });
});
