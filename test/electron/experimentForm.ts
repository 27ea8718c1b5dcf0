import type { Locator } from '@playwright/test';
import { expect, type Workbench } from './workbench';

/** Opens the form of an experiment in the sample project. */
export async function openForm({ page }: Workbench, name: string): Promise<Locator> {
  await expect(page.getByRole('radiogroup', { name: 'Active class' }).getByText('47')).toBeVisible({
    timeout: 120_000,
  });
  await page.getByRole('tab', { name: 'Experiments' }).click();
  await page.getByRole('region', { name: 'New experiment' }).getByRole('button', { name }).click();
  return page.getByRole('form', { name });
}

/** Types a number into a field. */
export async function fill(form: Locator, name: string, value: number): Promise<void> {
  const field = form.getByRole('spinbutton', { name });
  await field.fill(String(value));
  await field.press('Enter');
  await expect(field).toHaveValue(String(value));
}
