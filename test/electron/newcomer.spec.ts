import { expect, test } from './workbench';

test('what a newcomer does first leads on: no field to look for, no dead end', async ({ workbench }) => {
  const { page, picture } = workbench;
  const classes = page.getByRole('region', { name: 'Label classes' });
  const toFind = page.getByRole('group', { name: 'Classes to find' });
  const map = page.getByRole('application', { name: 'Map' });
  await expect(page.getByRole('radiogroup', { name: 'Active class' }).getByText('47')).toBeVisible();

  await test.step('a class of their own is named, labelled and then found, until others are ticked', async () => {
    await classes.getByRole('button', { name: 'Add class' }).click();
    await expect(classes.getByRole('textbox', { name: 'Name' })).toBeFocused();
    await page.keyboard.type('Spur');
    await page.keyboard.press('Enter');
    await expect(classes.getByRole('radio', { name: /^Spur/ })).toBeChecked();
    await expect(toFind.getByRole('checkbox', { checked: true })).toHaveAccessibleName(/^Peak/);
    await page.getByRole('button', { name: 'Label positive' }).click();
    await expect(page.getByText('Click where Spur is. Esc ends.')).toBeVisible();
    await map.click({ position: { x: 330, y: 300 } });
    await expect(toFind.getByRole('checkbox', { checked: true })).toHaveAccessibleName('Spur 1 label');
    await toFind.getByRole('checkbox', { name: /^Saddle/ }).check();
    await classes.getByRole('radio', { name: /^Cliff/ }).check();
    await expect(toFind.getByRole('checkbox', { checked: true })).toHaveCount(2);
  });

  await test.step('two quick clicks apart label two places, and do not zoom', async () => {
    const box = await map.boundingBox();
    if (box === null) throw new Error('There is no map.');
    await classes.getByRole('radio', { name: /^Spur/ }).check();
    const scaleBar = page.getByText('5 km', { exact: true });
    await expect(scaleBar).toBeVisible();
    await page.mouse.click(box.x + 360, box.y + 330);
    await page.mouse.click(box.x + 420, box.y + 360);
    await expect(classes.getByRole('radio', { name: 'Spur 3' })).toBeChecked();
    await expect(scaleBar).toBeVisible();
  });

  await test.step('a place that was searched for is the example of look-alikes by one click', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+g');
    await page.getByRole('dialog', { name: 'Go to coordinates' }).getByRole('textbox').fill('47.17, 9.58');
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'Retrieve' }).click();
    await page.getByRole('button', { name: 'Like the selected place, 47.1700 N 9.5800 E' }).click();
    await expect(page.getByRole('list', { name: 'Example places' }).getByRole('listitem')).toHaveCount(1);
    await expect(page.getByRole('button', { name: /^Find look-alikes at/ })).toBeEnabled();
    await page.getByRole('button', { name: 'Remove place 1' }).click();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('Naafkopf');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Like the selected place, Naafkopf' }).click();
    await expect(page.getByRole('list', { name: 'Example places' })).toContainText('Naafkopf');
    await page.getByRole('button', { name: /^Find look-alikes at/ }).click();
    await expect(page.getByRole('button', { name: /^20 like Naafkopf of / })).toBeVisible({
      timeout: 100_000,
    });
    await picture('21-alike-named');
  });

  await test.step('training encoders leads to where classes are learnt, and PDF to the print layout', async () => {
    await page.getByRole('tab', { name: 'Train' }).click();
    const train = page.getByRole('region', { name: 'Train a terrain encoder' });
    await train.getByRole('button', { name: 'Detect', exact: true }).click();
    await expect(page.getByRole('tab', { name: 'Detect' })).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('pdf');
    await expect(page.getByRole('listbox', { name: 'Matches' }).getByRole('option').first()).toContainText(
      'Print layout, PDF or PNG…',
    );
  });
});
