import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './workbench';

test('a series of runs is planned, reordered, named and annotated, and the project packed for somebody else', async ({
  workbench,
}) => {
  test.setTimeout(240_000);
  const { page, folder, menu, picture, saveAs, openFrom } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  await page.getByRole('tab', { name: 'Detect' }).click();
  const queue = page.getByRole('region', { name: 'Queue of runs' });
  const runs = page.getByRole('region', { name: 'Runs' });
  const form = page.getByRole('form', { name: 'Series of runs' });
  const planned = form.getByRole('list', { name: 'Planned runs' });

  await test.step('each choice with each of the others is a run, whose name says what it is', async () => {
    const radii = page.getByRole('group', { name: 'Radii to detect at' });
    await expect(radii.getByRole('checkbox', { checked: true })).toHaveCount(3);
    for (let left = 3; left > 0; left--)
      await radii.getByRole('checkbox', { checked: true }).first().uncheck();
    await radii.getByRole('checkbox').last().check();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search' }).fill('plan a series');
    await page.keyboard.press('Enter');
    await form.getByRole('textbox', { name: 'Minimum probabilities' }).fill('0.3, 0.5 0.7, 1.5');
    await expect(form.getByRole('status')).toHaveText(/numbers from 0 to 1/);
    await form.getByRole('textbox', { name: 'Minimum probabilities' }).fill('0.2, 0.3, 0.5, 0.7');
    await expect(planned.getByRole('listitem')).toHaveCount(4);
    await planned.getByRole('button', { name: /^Leave out .*from 0\.20$/ }).click();
    await expect(planned.getByRole('listitem')).toHaveCount(3);
    await planned.getByRole('textbox', { name: /from 0\.70$/ }).fill('Only the sure ones');
    await picture('series-planned');
    await form.getByRole('button', { name: 'Queue 3 runs' }).click();
  });

  await test.step('what waits can be reordered, and all of it ends up in the list', async () => {
    await queue.getByRole('button', { name: 'Pause Only the sure ones' }).click();
    await queue.getByRole('button', { name: /^Pause .*from 0\.50$/ }).click();
    await expect(queue.getByText('Paused', { exact: true })).toHaveCount(2);
    const names = (): Promise<(string | null)[]> =>
      queue
        .getByRole('article')
        .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')).slice(-2));
    expect((await names())[1]).toBe('Only the sure ones');
    await queue.getByRole('button', { name: 'Run earlier Only the sure ones' }).click();
    await expect.poll(async () => (await names())[0]).toBe('Only the sure ones');
    await picture('series-queue');
    await queue.getByRole('button', { name: 'Resume Only the sure ones' }).click();
    await queue.getByRole('button', { name: /^Resume .*from 0\.50$/ }).click();
    await expect(runs.getByRole('button', { name: /detections/ })).toHaveCount(3, { timeout: 120_000 });
    await expect(queue).toBeHidden();
    await expect(runs.getByRole('button', { name: /^Only the sure ones/ })).toBeVisible();
  });

  await test.step('F2 names and annotates a run, Esc leaves it, and undo takes it back by name', async () => {
    const sure = runs.getByRole('button', { name: /^Only the sure ones/ });
    await sure.click();
    await expect(sure).toHaveAttribute('aria-pressed', 'true');
    await sure.press('F2');
    const naming = page.getByRole('form', { name: /^Name and note of/ });
    await naming.getByRole('textbox', { name: 'Name' }).fill('Never mind');
    await page.keyboard.press('Escape');
    await expect(naming).toBeHidden();
    await expect(sure).toBeFocused();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search' }).fill('annotate the shown run');
    await page.keyboard.press('Enter');
    await naming.getByRole('textbox', { name: 'Name' }).fill('Summits for the map');
    await naming.getByRole('textbox', { name: 'Note' }).fill('Checked against the 1:50,000 sheet.');
    await picture('series-naming');
    await page.keyboard.press('Control+Enter');
    const summits = runs.getByRole('button', { name: /^Summits for the map/ });
    await expect(summits).toBeVisible();
    await expect(runs.getByText('Checked against the 1:50,000 sheet.')).toBeVisible();
    await expect(
      page.getByRole('region', { name: 'Shown detections' }).getByText('Summits for the map'),
    ).toBeVisible();
    await menu('View', 'Theme', 'Dark theme');
    await picture('series-runs-dark');
    await menu('View', 'Theme', 'Light theme');
    await picture('series-runs');
    await page.keyboard.press('Control+z');
    await expect(page.getByText('Undone: Rename run Only the sure ones')).toBeVisible();
    await expect(sure).toBeVisible();
  });

  await test.step('a renamed encoder goes by its name', async () => {
    await page.getByRole('tab', { name: 'Train' }).click();
    const encoders = page.getByRole('region', { name: 'Encoders' });
    await encoders.getByRole('button', { name: 'Rename or annotate polar' }).click();
    const name = page
      .getByRole('form', { name: 'Name and note of polar' })
      .getByRole('textbox', { name: 'Name' });
    await expect(name).toHaveAttribute('placeholder', 'polar');
    await name.fill('Formula');
    await page.keyboard.press('Enter');
    await expect(encoders.getByRole('radio', { name: 'Use Formula' })).toBeChecked();
    await picture('series-encoders');
  });

  await test.step('the project is packed with its terrain, labels without exact places, and opens from there', async () => {
    await menu('File', 'Pack project…');
    const dialog = page.getByRole('dialog', { name: 'Pack project' });
    await dialog.getByRole('radio', { name: 'A new folder' }).check();
    await dialog
      .getByRole('combobox', { name: 'Places of labels' })
      .selectOption({ label: 'Centres of cells of 1 km' });
    await expect(dialog.getByRole('status')).toContainText('exact places could be worked out');
    await picture('pack');
    const packed = join(folder, 'For you');
    await saveAs(packed);
    await dialog.getByRole('button', { name: 'Choose folder…' }).click();
    await expect(page.getByText('Packed into For you.')).toBeVisible({ timeout: 60_000 });
    expect(readdirSync(packed).sort()).toEqual(['For you.topo2vec', 'terrain']);
    expect(existsSync(join(packed, 'terrain', '1'))).toBe(true);
    await openFrom(join(packed, 'For you.topo2vec'));
    await menu('File', 'Open project…');
    await expect(page.getByRole('button', { name: 'For you', exact: true })).toBeVisible();
    await expect(page.getByText(/no longer|not opened/)).toHaveCount(0);
    await page.getByRole('tab', { name: 'Detect' }).click();
    await expect(page.getByRole('button', { name: 'Find detections' })).toBeEnabled();
    await menu('View', 'Theme', 'Dark theme');
    await menu('File', 'Pack project…');
    await picture('pack-dark');
  });
});
