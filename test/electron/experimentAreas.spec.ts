import type { Page } from '@playwright/test';
import { fill, openForm } from './experimentForm';
import { pixelsOf } from './pixels';
import { expect, test } from './workbench';

const TRAIN = '#0b6b69';
const TEST = '#b4420b';

/** Where the status bar says that the pointer is. */
async function pointerPlace(page: Page): Promise<{ lonDeg: number; latDeg: number }> {
  const text = page.getByRole('group', { name: 'Under the pointer' }).getByText(/^\d+\.\d{5} N \d+\.\d{5} E/);
  const [, lat, lon] = /(\S+) N (\S+) E/.exec(await text.innerText()) ?? [];
  return { lonDeg: Number(lon), latDeg: Number(lat) };
}

const degreesOf = (box: string): number[] => box.split(',').map(Number);

test('areas are drawn on the map or typed, and shown there', async ({ workbench }) => {
  const { page, picture } = workbench;
  const map = page.getByRole('application', { name: 'Map' });
  const form = await openForm(workbench, 'Methods on natural classes');
  const training = form.getByRole('textbox', { name: /^Training area/ });
  const testing = form.getByRole('textbox', { name: /^Test area/ });
  const suggested = await training.inputValue();

  await test.step('the suggestion keeps training and test areas apart', async () => {
    expect(degreesOf(suggested)[2]).toBeLessThan(degreesOf(await testing.inputValue())[0] ?? NaN);
    await expect.poll(async () => (await pixelsOf(map)).count(TEST, 24)).toBeGreaterThan(200);
  });

  const { x, y } = (await map.boundingBox()) ?? { x: 0, y: 0 };
  const area = form.getByRole('combobox', { name: 'Training area' });

  await test.step('Esc ends drawing and changes nothing', async () => {
    await area.selectOption('Draw a box…');
    await expect(form.getByText('Draw it on the map; Esc cancels.')).toBeVisible();
    await expect(page.getByText('Training area: Drag a box on the map. Esc ends.')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(form.getByText('Draw it on the map; Esc cancels.')).toBeHidden();
    await expect(area).toHaveValue('all');
    await expect(training).toHaveValue(suggested);
  });

  await test.step('a box is dragged', async () => {
    await area.selectOption('Draw a box…');
    await page.mouse.move(x + 260, y + 200);
    const northWest = await pointerPlace(page);
    await page.mouse.down();
    await page.mouse.move(x + 320, y + 300, { steps: 4 });
    await page.mouse.move(x + 380, y + 420, { steps: 4 });
    await page.mouse.up();
    await expect(area).toHaveValue('drawn');
    await page.mouse.move(x + 380, y + 420);
    const southEast = await pointerPlace(page);
    const [west = NaN, south = NaN, east = NaN, north = NaN] = degreesOf(await training.inputValue());
    expect(west).toBeCloseTo(northWest.lonDeg, 3);
    expect(north).toBeCloseTo(northWest.latDeg, 3);
    expect(east).toBeCloseTo(southEast.lonDeg, 3);
    expect(south).toBeCloseTo(southEast.latDeg, 3);
    await picture('20-training-ground');
  });

  await test.step('an invalid typed box is refused with an example of the format', async () => {
    await testing.fill('9.6, 47.1');
    await testing.press('Enter');
    await expect(form.getByText('Type west, south, east, north: 9.44, 47.02, 9.55, 47.3')).toBeVisible();
    await testing.fill('9.60, 47.05, 9.66, 47.2');
    await testing.press('Enter');
    await expect(testing).toHaveValue('9.6, 47.05, 9.66, 47.2');
    await expect(form.getByText('4.5 × 17 km')).toBeVisible();
  });

  await test.step('what falls short is said', async () => {
    await area.selectOption('As suggested');
    await expect(training).toHaveValue(suggested);
    const peaks = form
      .getByRole('table', { name: 'Labels in the training and test areas' })
      .getByRole('row', { name: /^Peak/ });
    await expect(peaks).toHaveText(/\d+ of 500.*\d+ of 100/);
    await fill(form, 'To test on', 60);
    await expect(peaks).toHaveText(/of 30$/);
  });

  await test.step('leaving the page removes the areas from the map', async () => {
    await page.getByRole('button', { name: 'All experiments' }).click();
    await expect.poll(async () => (await pixelsOf(map)).count(TRAIN, 8)).toBeLessThan(50);
  });
});

test('a polygon and places are drawn', async ({ workbench }) => {
  const { page, picture } = workbench;
  const map = page.getByRole('application', { name: 'Map' });
  const form = await openForm(workbench, 'Multi-scale map');
  const ground = form.getByRole('combobox', { name: 'Area to map' });
  await expect(ground).toHaveValue('all');
  await ground.selectOption('Draw an outline…');
  for (const [x, y] of [
    [330, 250],
    [420, 300],
    [400, 420],
  ] as const) {
    await map.click({ position: { x, y } });
  }
  await map.dblclick({ position: { x: 320, y: 380 } });
  await expect(ground).toHaveValue('drawn');
  await expect(form.getByText('4 corners', { exact: true })).toBeVisible();
  await picture('21-polygon');

  await page.getByRole('button', { name: 'All experiments' }).click();
  const other = await openForm(workbench, 'Reconstruction');
  await other.getByRole('button', { name: 'Pick on the map: Places' }).click();
  await map.click({ position: { x: 360, y: 300 } });
  await map.click({ position: { x: 380, y: 400 } });
  await page.keyboard.press('Escape');
  // Picking is over: a click on the map inspects a place again.
  await map.click({ position: { x: 200, y: 200 } });
  await expect(page.getByRole('tab', { name: 'Point' })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('tab', { name: 'Experiments' }).click();
  const places = other.getByRole('list', { name: 'Places' }).getByRole('listitem');
  await expect(places).toHaveCount(2);
  await other.getByRole('button', { name: 'Remove place 1' }).click();
  await expect(places).toHaveCount(1);
  await picture('22-places');
});
