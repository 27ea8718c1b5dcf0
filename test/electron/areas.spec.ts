import { wrongOn } from './axe';
import { openSample } from './states';
import { expect, test } from './workbench';

test('areas are drawn, edited, inspected, removed and restored by undo', async ({ workbench }) => {
  const { page, picture } = workbench;
  await openSample(workbench);
  const map = page.getByRole('application', { name: 'Map' });
  await page.getByRole('tab', { name: 'Labels' }).click();
  const section = page.getByRole('region', { name: 'Areas' });
  const counts = page.getByRole('region', { name: 'Label by hand' }).getByText(/positive, \d+ negative/);
  await expect(section.getByText('0 areas')).toBeVisible();
  await expect(counts).toHaveText('47 positive, 0 negative');

  const box = await map.boundingBox();
  if (box === null) throw new Error('There is no map.');
  const { width, height } = box;
  const at = (x: number, y: number) => ({ x: Math.round(x * width), y: Math.round(y * height) });

  await test.step('a "No" area by clicks and Enter', async () => {
    await page.keyboard.press('Shift+A');
    await expect(section.getByRole('button', { name: 'Area without it' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    for (const place of [at(0.45, 0.55), at(0.56, 0.57), at(0.55, 0.72)])
      await map.click({ position: place });
    await map.hover({ position: at(0.47, 0.7) });
    await picture('70-area-drawn');
    await map.click({ position: at(0.47, 0.7) });
    await page.keyboard.press('Enter');
    await expect(section.getByText('1 area', { exact: true })).toBeVisible();
  });
  const no = section.getByRole('group', { name: /^No peaks, .* km²$/ });
  const places = no.getByRole('spinbutton', { name: /^Negative places in .* km²$/ });

  await test.step('its labels are negatives, as many as requested', async () => {
    const drawn = Number(await places.inputValue());
    expect(drawn).toBeGreaterThan(20);
    await expect(counts).toHaveText(`47 positive, ${drawn} negative`);
    await places.fill('12');
    await places.blur();
    await expect(counts).toHaveText('47 positive, 12 negative');
    await page.keyboard.press('Control+z');
    await expect(counts).toHaveText(`47 positive, ${drawn} negative`);
    await page.keyboard.press('Control+Shift+z');
    await expect(counts).toHaveText('47 positive, 12 negative');
  });

  await test.step('Esc cancels an unfinished outline', async () => {
    await map.click({ position: at(0.4, 0.3) });
    await map.click({ position: at(0.5, 0.3) });
    await page.keyboard.press('Escape');
    // Enter ends an outline wherever the focus is; on the map it would click.
    await page.getByRole('tab', { name: 'Labels' }).press('Enter');
    await expect(section.getByText('1 area', { exact: true })).toBeVisible();
  });

  await test.step('a box as an area of the class', async () => {
    await section.getByRole('checkbox', { name: 'Draw boxes' }).check();
    await page.keyboard.press('a');
    await map.hover({ position: at(0.48, 0.3) });
    await page.mouse.down();
    const end = at(0.58, 0.42);
    await page.mouse.move(box.x + end.x, box.y + end.y, { steps: 4 });
    await page.mouse.up();
    await expect(section.getByText('2 areas')).toBeVisible();
    await expect(section.getByRole('group', { name: /^Area of peaks/ })).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await test.step('a click inspects an area, which can then be removed', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await picture(`71-areas-${colorScheme}`);
      expect(await wrongOn(page)).toEqual([]);
    }
    await map.click({ position: at(0.515, 0.64) });
    const here = page.getByRole('region', { name: 'Areas here' });
    await expect(here.getByRole('group', { name: /^No peaks/ })).toBeVisible();
    await picture('72-in-an-area-dark');
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await picture('72-in-an-area-light');
    expect(await wrongOn(page)).toEqual([]);
    await here.getByRole('button', { name: 'Remove the area' }).click();
    await expect(here).toBeHidden();
    await page.keyboard.press('Control+z');
    await expect(here).toBeVisible();
    await expect(page.getByText('Undone: Remove an area')).toBeVisible();
  });

  await test.step('class names fit, however long', async () => {
    await page.getByRole('tab', { name: 'Labels' }).click();
    await page.getByRole('radio', { name: /^Aerialway station/ }).check();
    await page.keyboard.press('Shift+A');
    await map.hover({ position: at(0.35, 0.3) });
    await page.mouse.down();
    const end = at(0.4, 0.4);
    await page.mouse.move(box.x + end.x, box.y + end.y, { steps: 4 });
    await page.mouse.up();
    const card = section.getByRole('group', { name: /^No aerialway stations/ });
    await expect(card).toBeVisible();
    const title = card.getByText('No aerialway stations');
    expect(await title.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    await picture('73-long-name');
    await page.keyboard.press('Control+z');
    await expect(card).toBeHidden();
    await page.keyboard.press('Escape');
    await page.getByRole('radio', { name: /^Peak/ }).check();
  });

  await test.step('a self-intersecting outline is refused', async () => {
    await page.getByRole('tab', { name: 'Labels' }).click();
    await section.getByRole('checkbox', { name: 'Draw boxes' }).uncheck();
    await page.keyboard.press('a');
    for (const place of [at(0.4, 0.8), at(0.5, 0.9), at(0.5, 0.8), at(0.4, 0.9)])
      await map.click({ position: place });
    await page.keyboard.press('Enter');
    await expect(page.getByText('The outline of the area crosses itself.')).toBeVisible();
    await expect(section.getByText('2 areas')).toBeVisible();
  });

  await test.step('one area is reshaped, twice, and then another', async () => {
    await page.keyboard.press('Escape');
    const yes = section.getByRole('group', { name: /^Area of peaks/ });
    const corners = (of: typeof no) => of.getByRole('textbox', { name: /^Corner \d/ });
    await no.getByRole('button', { name: 'Reshape the area' }).click();
    await expect(corners(no)).toHaveCount(4);
    for (let time = 0; time < 2; time++) {
      const first = corners(no).first();
      const before = await first.inputValue();
      await no.getByRole('button', { name: 'Move by arrow keys' }).press('ArrowUp');
      await expect(first).not.toHaveValue(before);
    }
    await yes.getByRole('button', { name: 'Reshape the area' }).click();
    await expect(corners(yes)).toHaveCount(4);
    await expect(corners(no)).toHaveCount(0);
    await yes.getByRole('button', { name: 'Done' }).click();
  });
});
