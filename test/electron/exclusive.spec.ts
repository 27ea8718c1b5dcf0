import { measuredProject } from './measuredProject';
import { expect, test } from './workbench';

/** Drei Schwestern, 2,051 m (OpenStreetMap). */
const PEAK = '47.17557 N 9.57297 E';

test('classes that exclude each other share a place, as far as people say so', async ({ workbench }) => {
  // Its heads say 0.5 of any place, each alone.
  await workbench.restart(await measuredProject(workbench.folder));
  const { page, picture } = workbench;
  const curve = page.getByRole('slider', { name: 'Radius on the curves' });
  const rule = page.getByText('A place is one of peak, saddle at most');
  const tick = page.getByRole('checkbox', { name: /^Excludes other landforms/ });

  await test.step('odds of 1 for each and for none of them are thirds', async () => {
    await page.keyboard.press('Control+g');
    await page.getByRole('dialog', { name: 'Go to coordinates' }).getByRole('textbox').fill(PEAK);
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'Point' }).click();
    await expect(curve).toHaveAttribute('aria-valuetext', '240 m: Peak 0.33, Saddle 0.33');
    await expect(rule).toBeVisible();
    await picture('95-exclusive');
  });

  await test.step('without the tick a class answers alone, until that is undone', async () => {
    await page.getByRole('radio', { name: /^Saddle/ }).check({ force: true });
    await page.getByRole('tab', { name: 'Labels' }).click();
    await expect(tick).toBeChecked();
    await tick.uncheck();
    await picture('96-not-exclusive');
    await page.getByRole('tab', { name: 'Point' }).click();
    await expect(curve).toHaveAttribute('aria-valuetext', '240 m: Peak 0.50, Saddle 0.50');
    await expect(rule).toBeHidden();
    await page.keyboard.press('Control+z');
    await expect(curve).toHaveAttribute('aria-valuetext', '240 m: Peak 0.33, Saddle 0.33');
  });

  await test.step('a class of the user excludes nothing unless it is ticked', async () => {
    for (const [name, exclusive] of [
      ['Landslide', true],
      ['Viewpoint', false],
    ] as const) {
      const classes = page.getByRole('region', { name: 'Label classes' });
      await classes.getByRole('button', { name: 'Add class' }).first().click();
      await classes.getByRole('textbox', { name: /^Name/ }).fill(name);
      const own = classes.getByRole('checkbox', { name: /^Excludes other landforms/ });
      await expect(own).not.toBeChecked();
      await own.setChecked(exclusive);
      if (exclusive) await picture('97-add-class');
      await classes.locator('form').getByRole('button', { name: 'Add class' }).click();
      await page.getByRole('tab', { name: 'Labels' }).click();
      await expect(page.getByRole('region', { name: 'Label by hand' })).toContainText(name);
      await expect(tick.last()).toBeChecked({ checked: exclusive });
    }
  });
});
