import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { expect, test } from './workbench';

const card = z.object({
  name: z.literal('tiny'),
  variant: z.literal('cnn'),
  images: z.number().min(32).max(64),
});

test('an encoder is trained, exported, removed and imported again', async ({ workbench }) => {
  const { page, picture, saveAs, openFrom, folder } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  await page.getByRole('tab', { name: 'Train' }).click();
  const form = page.getByRole('region', { name: 'Train a terrain encoder' });
  const encoders = page.getByRole('region', { name: 'Encoders' });
  const tiny = encoders.getByRole('button', { name: /^tiny/ });

  await test.step('the form shows the options of the method', async () => {
    await expect(form.getByLabel('Patches')).toHaveValue('30000');
    await expect(form.getByRole('checkbox', { name: '960 m' })).toBeChecked();
    await picture('20-train-topo2vec');
    await form.getByLabel("Paper's values").check();
    await expect(form.getByLabel('Patches')).toHaveValue('100000');
    await form.getByLabel('Method').selectOption('saumoco');
    await expect(form.getByLabel('Momentum')).toHaveValue('0.999');
    await picture('21-train-saumoco');
    await form.getByLabel('Method').selectOption('polar');
    await expect(form.getByLabel('Patches')).toHaveCount(0);
    await expect(form.getByRole('button', { name: 'Add encoder' })).toBeVisible();
    await form.getByLabel('Method').selectOption('cnn');
    await expect(form.getByRole('checkbox', { name: /Peak/ })).toBeChecked();
    await picture('22-train-cnn');
  });

  await test.step('a tiny training', async () => {
    await form.getByLabel("Paper's values").uncheck();
    await form.getByLabel('Name').fill('tiny');
    await form.getByLabel('Patches').fill('64');
    await form.getByLabel('Epochs').fill('40');
    await form.getByLabel('Epochs').blur();
    await form.getByRole('button', { name: 'Train encoder' }).click();
    await expect(tiny).toHaveAttribute('aria-expanded', 'true', { timeout: 200_000 });
    await expect(encoders.getByText('cross-entropy')).toBeVisible();
    await expect(encoders.getByText(/^\d\d patches/)).toBeVisible();
    await picture('23-encoder-card');
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture('24-encoder-card-dark');
    await page.emulateMedia({ colorScheme: 'light' });
  });

  const out = join(folder, 'tiny encoder');
  await test.step('export', async () => {
    await saveAs(out);
    await encoders.getByRole('button', { name: 'Export encoder…' }).click();
    await expect(page.getByText(/tiny exported to/)).toBeVisible();
    expect(readdirSync(out).sort()).toEqual([
      'README.txt',
      'card.json',
      'classifier',
      'model.json',
      'weights.bin',
    ]);
    card.parse(JSON.parse(readFileSync(join(out, 'card.json'), 'utf8')));
  });

  await test.step('an encoder is removed', async () => {
    await encoders.getByRole('button', { name: 'Remove encoder tiny' }).click();
    await expect(tiny).toHaveCount(0);
  });

  await test.step('import', async () => {
    await openFrom(out);
    await encoders.getByRole('button', { name: 'Import encoder…' }).click();
    await expect(tiny).toHaveAttribute('aria-expanded', 'true');
    await expect(encoders.getByText('cross-entropy')).toBeVisible();
    await openFrom(folder);
    await encoders.getByRole('button', { name: 'Import encoder…' }).click();
    await expect(page.getByText(/holds no usable encoder/)).toBeVisible();
  });
});
