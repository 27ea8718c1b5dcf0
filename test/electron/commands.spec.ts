import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test, type Workbench } from './workbench';
import { pixelsOf } from './pixels';

const mapOf = (page: Page) => page.getByRole('application', { name: 'Map' });
const palette = (page: Page) => page.getByRole('dialog', { name: 'Search commands, places, layers' });

/** An entry of the native menu in its current state. */
const menuItem = ({ app }: Workbench, id: string) =>
  app.evaluate(({ Menu }, wanted) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(wanted);
    return { label: item?.label, enabled: item?.enabled, checked: item?.checked, keys: item?.accelerator };
  }, id);

const widthOf = async (page: Page, name: string): Promise<number> =>
  (await page.getByRole('complementary', { name }).boundingBox())?.width ?? 0;

test('commands by palette, keys and menu', async ({ workbench }) => {
  const { page, picture, menu } = workbench;
  await expect(page.getByRole('radiogroup', { name: 'Active class' }).getByText('47')).toBeVisible();
  const map = mapOf(page);
  const search = palette(page);
  const field = search.getByRole('combobox');
  const answers = search.getByRole('option');

  await test.step('the palette runs the typed command', async () => {
    await page.getByRole('button', { name: 'Search commands, places, layers' }).click();
    await expect(field).toBeFocused();
    await picture('30-palette');
    await field.fill('retr pan');
    await expect(answers.first()).toHaveText('Show Retrieve panel View Ctrl5');
    await field.press('Enter');
    await expect(search).toBeHidden();
    await expect(page.getByRole('tab', { name: 'Retrieve' })).toHaveAttribute('aria-selected', 'true');
  });

  await test.step('recently used commands come first', async () => {
    await map.focus();
    await page.keyboard.press('Control+k');
    await expect(answers.first()).toContainText('Show Retrieve panel');
    await page.keyboard.press('ArrowUp');
    await expect(answers.last()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('ArrowDown');
    await expect(answers.first()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Escape');
    await expect(search).toBeHidden();
    await expect(map).toBeFocused();
  });

  await test.step('it hides a layer and makes a class active', async () => {
    await page.keyboard.press('Control+k');
    await field.fill('hide labels');
    await field.press('Enter');
    await expect(page.getByRole('button', { name: 'Show Labels', exact: true })).toBeVisible();
    await page.keyboard.press('Control+k');
    await field.fill('saddle');
    await field.press('Enter');
    await expect(page.getByRole('radio', { name: /Saddle/ })).toBeChecked();
    await page.keyboard.press('1');
    await expect(page.getByRole('radio', { name: /Peak/ })).toBeChecked();
  });

  await test.step('it goes to coordinates', async () => {
    await page.keyboard.press('Control+k');
    await field.fill('47.14 N 9.52 E');
    await expect(answers).toHaveText(['Go to 47.1400 N 9.5200 E Place']);
    await picture('31-palette-place');
    await field.press('Enter');
    const box = await map.boundingBox();
    if (box === null) throw new Error('The map is not there.');
    const status = page.getByRole('contentinfo');
    // The map moves there; its middle then reads the place, to a pixel of some 40 m.
    await expect(async () => {
      await page.mouse.move(box.x + box.width / 2 + 20, box.y + box.height / 2);
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await expect(status.getByText(/47\.1[34]\d+ N 9\.5[12]\d+ E/)).toBeVisible({ timeout: 1000 });
    }).toPass({ timeout: 20_000 });
  });

  await test.step('a search without matches says what to do', async () => {
    await page.keyboard.press('Control+k');
    await field.fill('xyzzy');
    await expect(search.getByText('No matches.')).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await test.step('letters select tools, except in a text field', async () => {
    const tools = page.getByRole('group', { name: 'Tools' });
    const pressed = tools.getByRole('button', { pressed: true });
    await page.keyboard.press('l');
    await expect(pressed).toHaveAccessibleName('Label positive');
    await expect.poll(async () => (await menuItem(workbench, 'tool-positive')).checked).toBe(true);
    await page.keyboard.press('Escape');
    await expect(pressed).toHaveAccessibleName('Select');
    await page.getByRole('button', { name: 'Add class' }).click();
    await page.getByLabel('Name').fill('');
    await page.getByLabel('Name').press('k');
    await expect(page.getByLabel('Name')).toHaveValue('k');
    await expect(pressed).toHaveAccessibleName('Select');
    await page.getByRole('button', { name: 'Add class' }).first().click();
  });

  await test.step('the keys are listed', async () => {
    await map.focus();
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(keys.getByRole('region', { name: 'Tools' }).getByRole('definition').first()).toHaveText('V');
    await expect(keys.getByText('Zoom to terrain')).toBeVisible();
    await picture('32-keys');
    await page.keyboard.press('r');
    await page.keyboard.press('Escape');
    await expect(keys).toBeHidden();
    await expect(page.getByRole('button', { name: 'Select', pressed: true })).toBeVisible();
  });

  await test.step('the menu shows the names of steps', async () => {
    expect(await menuItem(workbench, 'undo')).toMatchObject({
      label: 'Undo',
      enabled: false,
      keys: 'CmdOrCtrl+Z',
    });
    await page.keyboard.press('l');
    await map.click({ position: { x: 330, y: 300 } });
    await expect
      .poll(() => menuItem(workbench, 'undo'))
      .toMatchObject({ label: 'Undo Label peak', enabled: true });
    await menu('Edit', 'Undo Label peak');
    await expect
      .poll(() => menuItem(workbench, 'redo'))
      .toMatchObject({ label: 'Redo Label peak', enabled: true });
    await page.keyboard.press('Escape');
  });

  await test.step('arrows move between tabs', async () => {
    await page.getByRole('tab', { name: 'Point' }).click();
    await page.keyboard.press('ArrowLeft');
    const last = page.getByRole('tab', { name: 'Experiments' });
    await expect(last).toBeFocused();
    await expect(last).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Control+4');
    await expect(page.getByRole('tab', { name: 'Detect' })).toHaveAttribute('aria-selected', 'true');
  });

  await test.step('Save says that everything is already saved', async () => {
    await page.keyboard.press('Control+s');
    await expect(page.getByText('Everything in Liechtenstein sample is saved already')).toBeVisible();
  });
});

test('theme and panels are kept across restarts', async ({ workbench }) => {
  const { picture, menu } = workbench;
  const brightness = async (): Promise<number> =>
    (await pixelsOf(workbench.page.getByRole('banner'))).brightness(0, 0, 1, 1).mean;
  await expect(
    workbench.page.getByRole('radiogroup', { name: 'Active class' }).getByText('47'),
  ).toBeVisible();

  await test.step('chosen and dragged', async () => {
    const { page } = workbench;
    await menu('View', 'Theme', 'Light theme');
    await expect.poll(brightness).toBeGreaterThan(220);
    await menu('View', 'Theme', 'Dark theme');
    await expect.poll(brightness).toBeLessThan(70);
    const edge = page.getByRole('separator', { name: 'Width of the right panel' });
    const box = await edge.boundingBox();
    if (box === null) throw new Error('The edge is not there.');
    await page.mouse.move(box.x + 4, 300);
    await page.mouse.down();
    await page.mouse.move(box.x - 56, 300, { steps: 4 });
    await page.mouse.up();
    await expect(edge).toHaveAttribute('aria-valuenow', '400');
    expect(await widthOf(page, 'Panels')).toBe(400);
    await page.getByRole('separator', { name: 'Width of the left panel' }).press('ArrowRight');
    expect(await widthOf(page, 'Layers and classes')).toBe(272);
    await picture('33-dark');
  });

  await test.step('there again', async () => {
    await workbench.restart();
    const { page } = workbench;
    await expect(page.getByRole('radiogroup', { name: 'Active class' }).getByText('47')).toBeVisible();
    expect(await brightness()).toBeLessThan(70);
    expect(await menuItem(workbench, 'theme-dark')).toMatchObject({ checked: true });
    expect(await widthOf(page, 'Panels')).toBe(400);
    expect(await widthOf(page, 'Layers and classes')).toBe(272);
    await page.getByRole('separator', { name: 'Width of the right panel' }).press('Home');
    expect(await widthOf(page, 'Panels')).toBe(320);
    await picture('34-dark-narrow');
  });

  await test.step('hidden and shown', async () => {
    const { page } = workbench;
    await page.keyboard.press('Control+b');
    await expect(page.getByRole('complementary', { name: 'Layers and classes' })).toBeHidden();
    await page.keyboard.press('Control+Alt+b');
    await expect(page.getByRole('complementary', { name: 'Panels' })).toBeHidden();
    await picture('35-map-only');
    await page.keyboard.press('Control+7');
    await expect(page.getByRole('tab', { name: 'Experiments' })).toBeVisible();
  });

  await test.step('recent projects in the header', async () => {
    const { page } = workbench;
    await page.getByRole('button', { name: 'Liechtenstein sample', exact: true }).click();
    const items = page.getByRole('menu', { name: 'Project' }).getByRole('menuitem');
    await expect(items.first()).toBeFocused();
    await page.keyboard.press('ArrowUp');
    await expect(items.last()).toBeFocused();
    await picture('36-project-menu');
    await page.keyboard.press('Escape');
    await expect(items).toHaveCount(0);
  });
});

test('a project that cannot be opened shows the error and what can be done', async ({ workbench }) => {
  const { folder, picture } = workbench;
  const broken = join(folder, 'broken.topo2vec');
  writeFileSync(broken, 'This is no project.');
  await expect(
    workbench.page.getByRole('button', { name: 'Liechtenstein sample', exact: true }),
  ).toBeVisible();
  await workbench.restart(broken);
  const { page } = workbench;
  const card = page.getByRole('region', { name: 'The project could not be opened' });
  await expect(card.getByRole('alert')).toContainText('broken.topo2vec');
  await expect(page.getByRole('complementary', { name: 'Panels' })).toBeHidden();
  expect(await menuItem(workbench, 'import-dtms')).toMatchObject({ enabled: false });
  await picture('37-not-opened');
  await card.getByRole('button', { name: 'Open sample project' }).click();
  await expect(page.getByRole('button', { name: 'Liechtenstein sample', exact: true })).toBeVisible();
  await expect(page.getByRole('complementary', { name: 'Panels' })).toBeVisible();
});
