import { expect, test } from './workbench';

test('About shows the versions it runs on and what an outdated Electron means', async ({ workbench }) => {
  const { app, page, menu, picture } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  const { electron, chrome } = await app.evaluate(() => process.versions);

  await menu('Help', 'About');
  const dialog = page.getByRole('dialog', { name: 'Topo2Vec Workbench 0' });
  await expect(dialog.getByRole('definition').filter({ hasText: chrome })).toBeVisible();
  await expect(dialog.getByText('TensorFlow', { exact: true })).toBeVisible();
  // Electron 45 was the newest of the three supported versions when this was written.
  const isOld = Number.parseInt(electron, 10) < 43;
  await expect(dialog.getByRole('alert')).toHaveCount(isOld ? 1 : 0);
  if (isOld)
    await expect(dialog.getByRole('alert')).toContainText(
      `The window runs on Electron ${electron}, which no longer gets security fixes`,
    );
  await picture('90-about');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(dialog).toBeHidden();
});
