import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { expect, test } from './workbench';

const keptViews = z.object({
  projectViews: z.array(
    z.object({
      panel: z.string(),
      activeClassId: z.string(),
      radiusM: z.number(),
      runId: z.number().nullable(),
      zoom: z.number(),
    }),
  ),
});

test('a project reopens as it was left', async ({ workbench }) => {
  const { folder, picture } = workbench;
  const classes = (): ReturnType<typeof workbench.page.getByRole> =>
    workbench.page.getByRole('radiogroup', { name: 'Active class' });
  const scaleBar = (): Promise<string | null> => workbench.page.locator('.ol-scale-line-inner').textContent();
  await expect(classes().getByText('47')).toBeVisible();
  const whole = await scaleBar();
  let left: string | null = null;

  await test.step('leave it with a run, a panel, a class and a map view', async () => {
    const { page } = workbench;
    await page.getByRole('tab', { name: 'Detect' }).click();
    const radii = page.getByRole('group', { name: 'Radii to detect at' });
    for (const name of ['240 m', '480 m']) await radii.getByRole('checkbox', { name, exact: true }).uncheck();
    await page.getByRole('button', { name: 'Find detections' }).click();
    await expect(page.getByRole('region', { name: 'Shown detections' })).toBeVisible({ timeout: 120_000 });
    await classes().getByRole('radio', { name: 'Saddle' }).check();
    await page.getByRole('tab', { name: 'Retrieve' }).click();
    const map = page.getByRole('application', { name: 'Map' });
    const kept = (): z.infer<typeof keptViews>['projectViews'][number] | undefined =>
      keptViews.parse(JSON.parse(readFileSync(join(folder, 'user', 'settings.json'), 'utf8')))
        .projectViews[0];
    await expect.poll(() => kept()?.panel).toBe('retrieve');
    const zoom = kept()?.zoom ?? NaN;
    await map.focus();
    for (const key of ['+', '+']) await map.press(key);
    await expect.poll(() => kept()?.zoom).toBeCloseTo(zoom + 2, 3);
    expect({ ...kept(), zoom: null }).toEqual({
      panel: 'retrieve',
      activeClassId: 'saddle',
      radiusM: 960,
      runId: 1,
      zoom: null,
    });
    await expect.poll(scaleBar).not.toBe(whole);
    left = await scaleBar();
  });

  await test.step('there again', async () => {
    await workbench.restart();
    const { page } = workbench;
    await expect(page.getByRole('tab', { name: 'Retrieve' })).toHaveAttribute('aria-selected', 'true');
    await expect(classes().getByRole('radio', { name: 'Saddle' })).toBeChecked();
    await expect(page.getByLabel('Current radius')).toHaveText('960 m');
    await expect.poll(scaleBar).toBe(left);
    await page.getByRole('tab', { name: 'Detect' }).click();
    await expect(page.getByRole('region', { name: 'Shown detections' }).getByText('Run 1')).toBeVisible();
    await picture('90-as-left');
  });
});

test('focusing a control never scrolls the window', async ({ workbench }) => {
  const { app, page } = workbench;
  const classes = page.getByRole('radiogroup', { name: 'Active class' });
  await expect(classes.getByText('47')).toBeVisible();
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(1024, 560);
  });
  const last = classes.getByRole('radio').last();
  await last.focus();
  await last.press('ArrowUp');
  await page.getByRole('contentinfo').evaluate((element) => {
    element.scrollIntoView({ block: 'start' });
  });
  const scrolled = await page.evaluate(() =>
    [document.documentElement, document.body, document.querySelector('#app')].map(
      (element) => element?.scrollTop,
    ),
  );
  expect(scrolled).toEqual([0, 0, 0]);
  await expect(page.getByRole('banner')).toBeInViewport({ ratio: 1 });
});

test('files that cannot be found say why, and an empty map says what to do', async ({ workbench }) => {
  const { page } = workbench;
  await expect(page.getByRole('radiogroup', { name: 'Active class' }).getByText('47')).toBeVisible();
  await page.getByRole('tab', { name: 'Detect' }).click();
  const find = page.getByRole('button', { name: 'Find detections' });
  const why = page.getByRole('status', { name: 'Why nothing can be found yet' });
  const radii = page.getByRole('group', { name: 'Radii to detect at' });
  for (const name of ['240 m', '480 m', '960 m'])
    await radii.getByRole('checkbox', { name, exact: true }).uncheck();
  await expect(find).toBeDisabled();
  await expect(why).toHaveText('Choose a radius to find it at.');
  await radii.getByRole('checkbox', { name: '960 m', exact: true }).check();
  await find.click();
  const shown = page.getByRole('region', { name: 'Shown detections' });
  await expect(shown).toBeVisible({ timeout: 120_000 });
  await shown.getByRole('slider').fill('1');
  const empty = shown.getByRole('status', { name: 'Why nothing is shown' });
  await expect(empty).toHaveText(/^Nothing reaches this probability: the likeliest place has 0\.\d\d\.$/);
  await workbench.picture('91-nothing-shown');
  await shown.getByRole('button', { name: /^Show from 0\.\d\d$/ }).click();
  await expect(empty).toBeHidden();

  await test.step('removing a DTM that a run depends on asks first', async () => {
    const terrain = page.getByRole('region', { name: 'Terrain' });
    const name = await terrain.getByRole('button', { name: /^Remove / }).getAttribute('aria-label');
    await terrain.getByRole('button', { name: name ?? '' }).click();
    const question = terrain.getByRole('group', { name: `${name ?? ''}?` });
    await expect(question).toContainText('1 head and 1 run depend on this terrain.');
    await workbench.picture('92-remove-dtm');
    await question.getByRole('button', { name: 'Keep' }).click();
    await expect(question).toBeHidden();
    await expect(terrain.getByRole('button', { name: name ?? '' })).toBeVisible();
  });

  await test.step('Enter on the map inspects the place at its centre', async () => {
    const map = page.getByRole('application', { name: 'Map' });
    await map.focus();
    await map.press('Enter');
    await expect(page.getByRole('tab', { name: 'Point' })).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('l');
    await map.press('Enter');
    await expect(page.getByRole('radiogroup', { name: 'Active class' }).getByText('48')).toBeVisible();
  });
});
