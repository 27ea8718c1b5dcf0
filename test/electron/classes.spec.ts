import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wrongOn } from './axe';
import { look } from './look';
import { openSample } from './states';
import { expect, test } from './workbench';

test('classes are edited, moved, imported, merged and removed, each undone by its name', async ({
  workbench,
}) => {
  const { page, folder, openFrom, saveAs, menu } = workbench;
  await openSample(workbench);
  const panel = page.getByRole('region', { name: 'Label classes' });
  const rows = panel.getByRole('radio');
  const undo = () => page.keyboard.press('Control+z');

  await test.step('renamed, with another letter, colour and shape', async () => {
    await panel.getByRole('button', { name: 'Edit Peak' }).click();
    const editor = panel.getByRole('group', { name: 'Edit Peak' });
    await expect(editor.getByRole('textbox', { name: 'Name' })).toBeFocused();
    await editor.getByRole('textbox', { name: 'Name' }).fill('Summit');
    await page.keyboard.press('Enter');
    const renamed = panel.getByRole('group', { name: 'Edit Summit' });
    await renamed.getByRole('textbox', { name: 'Letter' }).fill('Su');
    await page.keyboard.press('Enter');
    await renamed.getByRole('button', { name: 'pentagon' }).click();
    await expect(renamed.getByRole('button', { name: 'pentagon' })).toHaveAttribute('aria-pressed', 'true');
    await renamed.getByLabel('Colour').fill('#111111');
    await expect(
      panel.getByRole('radio', { name: /^Su Summit/ }).or(panel.getByText('Summit').first()),
    ).toBeVisible();
    await look(workbench, '80-class-editor');
    expect(await wrongOn(page)).toEqual([]);
    await rows.first().focus();
    for (const name of [
      'Change class Summit',
      'Change class Summit',
      'Change class Summit',
      'Rename class Peak to Summit',
    ]) {
      await undo();
      await expect(page.getByText(`Undone: ${name}`).last()).toBeVisible();
    }
    await expect(panel.getByText('Peak', { exact: true })).toBeVisible();
    await panel.getByRole('button', { name: 'Edit Peak' }).click();
    await expect(panel.getByRole('group', { name: 'Edit Peak' })).toBeHidden();
  });

  await test.step('moved by keys, and number keys follow', async () => {
    await panel.getByRole('radio', { name: /Peak/ }).focus();
    await page.keyboard.press('Alt+ArrowDown');
    await expect(rows.first()).toHaveAccessibleName(/Saddle/);
    await page.keyboard.press('1');
    await expect(panel.getByRole('radio', { name: /Saddle/ })).toBeChecked();
    await undo();
    await expect(page.getByText('Undone: Move class Peak')).toBeVisible();
    await expect(rows.first()).toHaveAccessibleName(/Peak/);
    await page.keyboard.press('1');
    await expect(panel.getByRole('radio', { name: /Peak/ })).toBeChecked();
  });

  await test.step('a file with a bad row is refused by that row, a good one imported and exported', async () => {
    const path = join(folder, 'legend.csv');
    writeFileSync(path, 'code,name,colour\n1,Top,#7570b3\n2,Fan,brownish\n');
    await openFrom(path);
    await panel.getByRole('button', { name: 'Import classes' }).click();
    await expect(page.getByText('legend.csv, row 3: "brownish" is not a colour.')).toBeVisible();
    await expect(rows).toHaveCount(9);
    writeFileSync(path, 'code,name,colour\n1,Top,#7570b3\n2,Fan,#d95f02\n');
    await menu('File', 'Import label classes…');
    await expect(page.getByText('2 classes added, 0 changed.')).toBeVisible();
    await expect(rows).toHaveCount(11);
    const written = join(folder, 'out.json');
    await saveAs(written);
    await panel.getByRole('button', { name: 'Export classes' }).click();
    await expect(page.getByText(/^11 classes written to/)).toBeVisible();
    expect(readFileSync(written, 'utf8')).toContain('"name": "Fan"');
  });

  await test.step('a merge says what moves first', async () => {
    await panel.getByRole('button', { name: 'Edit Peak' }).click();
    const editor = panel.getByRole('group', { name: 'Edit Peak' });
    await editor.getByRole('button', { name: 'Merge…' }).click();
    const merge = editor.getByRole('group', { name: 'Merge Peak' });
    await merge.getByRole('combobox', { name: 'Merge into' }).selectOption('Top');
    await expect(merge.getByText('47 labels (47 positive, 0 negative) become Top.')).toBeVisible();
    await look(workbench, '81-class-merge');
    await merge.getByRole('button', { name: 'Merge into Top' }).click();
    await expect(page.getByText('47 labels moved to Top.')).toBeVisible();
    await expect(rows).toHaveCount(10);
    await expect(panel.getByRole('radio', { name: /Top 47/ })).toBeChecked();
    await undo();
    await expect(page.getByText('Undone: Merge class Peak into Top')).toBeVisible();
    await expect(panel.getByRole('radio', { name: /Peak 47/ })).toBeVisible();
  });

  await test.step('so does a removal', async () => {
    await panel.getByRole('radio', { name: /Peak 47/ }).focus();
    await page.keyboard.press('F2');
    const editor = panel.getByRole('group', { name: 'Edit Peak' });
    await editor.getByRole('button', { name: 'Remove…' }).click();
    await expect(
      editor.getByText('47 labels (47 positive, 0 negative) are removed with it, until you undo.'),
    ).toBeVisible();
    await editor.getByRole('button', { name: 'Remove Peak' }).click();
    await expect(rows).toHaveCount(10);
    await undo();
    await expect(panel.getByRole('radio', { name: /Peak 47/ })).toBeVisible();
  });
});
