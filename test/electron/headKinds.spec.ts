import { look } from './look';
import { expect, test } from './workbench';

test('kinds of heads are compared on the same labels, one is chosen, and the loop says what more labels would add', async ({
  workbench,
}) => {
  test.slow();
  const { page } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  const gain = /labels are expected to add about \d+\.\d points \(\d+\.\d to \d+\.\d\)/;

  await test.step('the loop shows a learning curve and the expected gain', async () => {
    await page.getByRole('tab', { name: 'Labels' }).click();
    const loop = page.getByRole('region', { name: 'Labelling loop' });
    await loop.getByRole('button', { name: 'Start labelling loop' }).click();
    const said = loop.getByRole('status', { name: 'What more labels would add' });
    await expect(said).toHaveText(gain, { timeout: 180_000 });
    await expect(
      loop.getByRole('img', { name: /^Learning curve of the head\. \d\d\.\d % with \d+ labels$/ }),
    ).toBeVisible();
    await said.scrollIntoViewIfNeeded();
    await look(workbench, '63-learning-curve');
    await loop.getByRole('button', { name: 'Stop' }).click();
  });

  await test.step('three kinds stand side by side with their map quality', async () => {
    await page.getByRole('tab', { name: 'Detect' }).click();
    const section = page.getByRole('region', { name: 'Compare kinds of heads' });
    await expect(section.getByRole('button', { name: 'Compare on the same labels' })).toBeEnabled();
    await section.getByLabel('Class').selectOption('Peak');
    await section.getByLabel('Radius to compare at').selectOption('240 m');
    await section.getByRole('button', { name: 'Compare on the same labels' }).click();
    const table = section.getByRole('table', { name: 'Kinds of heads for Peak, 240 m' });
    await expect(table).toBeVisible({ timeout: 400_000 });
    for (const name of ['Support vectors', 'Logistic regression', 'Nearest neighbours'])
      await expect(
        table.getByRole('row', { name: new RegExp(`^${name} \\d\\d\\.\\d % .* 0\\.\\d\\d `) }),
      ).toBeVisible();
    await expect(section.getByRole('status', { name: 'What more labels would add' })).toHaveText(gain);
    await section
      .getByRole('img', { name: /^Balanced accuracy by the number of labels/ })
      .scrollIntoViewIfNeeded();
    await look(workbench, '64-kinds-of-heads');
  });

  await test.step('the chosen kind is trained, and its card tells where the labels went', async () => {
    await page.getByRole('button', { name: 'Use nearest neighbours' }).click();
    const heads = page.getByRole('region', { name: 'Heads', exact: true });
    const card = heads.getByRole('button', { name: 'Peak, 240 m · nearest neighbours' });
    await expect(card).toBeVisible({ timeout: 200_000 });
    await card.click();
    // The sample has 47 peaks.
    await expect(heads.getByText(/^(all 47|\d\d of 47) positive labels\./)).toBeVisible();
    await expect(heads.getByText(gain)).toBeVisible();
    await heads.getByText(gain).scrollIntoViewIfNeeded();
    await look(workbench, '65-head-card');
  });
});
