import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { wrongOn } from './axe';
import { look } from './look';
import { openSample } from './states';
import { expect, test } from './workbench';

const numberIn = (text: string | null): number => Number(text?.replaceAll(',', ''));

test('labels are found, sorted, selected, changed and deleted in the table', async ({ workbench }) => {
  const { page, folder, saveAs } = workbench;
  await openSample(workbench);
  const table = page.getByRole('region', { name: 'Label table' });
  const grid = table.getByRole('grid', { name: 'Labels' });
  const rows = grid.getByRole('row').filter({ has: page.getByRole('gridcell') });
  const listed = table.getByRole('status', { name: 'Labels listed' });
  const selected = table.getByRole('status', { name: 'Labels selected' });
  const map = page.getByRole('application', { name: 'Map' });
  const undone = async (name: string): Promise<void> => {
    await grid.focus();
    await page.keyboard.press('Control+z');
    await expect(page.getByText(`Undone: ${name}`).last()).toBeVisible();
  };

  await test.step('opened by a key, sorted by name', async () => {
    await page.keyboard.press('Control+t');
    const all = numberIn(await listed.textContent());
    expect(all).toBeGreaterThan(46);
    await grid.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
    await expect(grid.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending');
    await expect(grid).toHaveAttribute('aria-rowcount', String(all + 1));
  });

  await test.step('a known place is found by its name, and a click shows it on the map', async () => {
    await table.getByRole('searchbox', { name: 'Search labels' }).fill('schwestern');
    await expect(rows).toHaveCount(1);
    await expect(rows.first()).toContainText('Drei Schwestern');
    await rows.first().click();
    await expect(selected).toHaveText('1 selected');
    await expect(page.getByRole('tooltip')).toBeHidden();
    await look(workbench, '82-label-table-found');
    expect(await wrongOn(page)).toEqual([]);
    // The click has moved the map there.
    const box = await map.boundingBox();
    await map.hover({
      position: { x: Math.round((box?.width ?? 0) / 2), y: Math.round((box?.height ?? 0) / 2) },
    });
    await expect(page.getByRole('tooltip', { name: 'Label under the pointer' })).toContainText(
      'Drei Schwestern',
    );
    await table.getByRole('button', { name: 'Show all' }).click();
  });

  await test.step('several by Shift and Ctrl; each change is one step', async () => {
    await table.getByRole('combobox', { name: 'Class', exact: true }).selectOption('Peak');
    await expect(rows.first()).toContainText('Alpspitz');
    await rows.nth(0).click();
    await rows.nth(3).click({ modifiers: ['Shift'] });
    await expect(selected).toHaveText('4 selected');
    await rows.nth(1).click({ modifiers: ['ControlOrMeta'] });
    await expect(selected).toHaveText('3 selected');
    await table.getByRole('combobox', { name: 'Change class to' }).selectOption('Saddle');
    await expect(page.getByRole('radio', { name: /Peak 44/ })).toBeVisible();
    await undone('Change 3 labels to saddles');
    await expect(page.getByRole('radio', { name: /Peak 47/ })).toBeVisible();
    await table.getByRole('button', { name: 'Negative' }).click();
    await expect(page.getByRole('radio', { name: /Peak 44 \/ 3/ })).toBeVisible();
    await table.getByRole('combobox', { name: 'Sign' }).selectOption('Negative');
    await expect(rows).toHaveCount(3);
    await table.getByRole('textbox', { name: 'Note' }).fill('only a shoulder');
    await page.keyboard.press('Enter');
    await expect(rows.getByText('only a shoulder')).toHaveCount(3);
    await look(workbench, '83-label-table-changed');
  });

  await test.step('notes are searched, and written by an export with the names', async () => {
    await table.getByRole('button', { name: 'Show all' }).click();
    await table.getByRole('searchbox', { name: 'Search labels' }).fill('shoulder');
    await expect(rows).toHaveCount(3);
    const name = await rows.first().getByRole('gridcell').nth(2).textContent();
    const path = join(folder, 'labels.csv');
    await saveAs(path);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search' }).fill('Export labels');
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: 'CSV' }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Choose file…' }).click();
    await expect(page.getByText(/labels written to/)).toBeVisible();
    const noted = readFileSync(path, 'utf8')
      .split('\r\n')
      .filter((line) => line.endsWith(',only a shoulder'));
    expect(noted).toHaveLength(3);
    expect(noted.join('\n')).toContain(name ?? '?');
    await table.getByRole('button', { name: 'Show all' }).click();
  });

  await test.step('selected by keys, deleted, and back', async () => {
    await grid.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Shift+ArrowUp');
    await expect(selected).toHaveText('2 selected');
    const before = await listed.textContent();
    await page.keyboard.press('Delete');
    await expect(listed).toHaveText((numberIn(before) - 2).toLocaleString('en'));
    await undone('Remove 2 labels');
    await expect(listed).toHaveText(before ?? '');
  });

  await test.step('selected in a box on the map', async () => {
    await page.keyboard.press('Control+0');
    await table.getByRole('button', { name: 'Select labels in a box' }).click();
    const box = await map.boundingBox();
    if (box === null) throw new Error('There is no map.');
    await page.mouse.move(box.x + 20, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 20, box.y + box.height - 20, { steps: 4 });
    await page.mouse.up();
    await expect(selected).toHaveText(/^[\d,]{3,} selected$/);
    await look(workbench, '84-labels-in-a-box');
  });

  await test.step('a place is found by its name in the palette', async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search' }).fill('drei schw');
    await expect(page.getByRole('option', { name: /^Drei Schwestern, peak/ })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(selected).toHaveText('1 selected');
    await expect(grid.getByRole('row', { selected: true })).toContainText('Drei Schwestern');
  });
});
