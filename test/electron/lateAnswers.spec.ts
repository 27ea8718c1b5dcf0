import { join } from 'node:path';
import { reopenHolding } from './answers';
import { openSample } from './states';
import { expect, fixture, test } from './workbench';

// What the window does while an answer of the engine is late, which never happens on a fast machine.

test('commands given while a project opens run once it is open', async ({ workbench }) => {
  const { page, menu, saveAs, drop, folder } = workbench;
  const opening = page.getByText('Opening the project…');
  const currentRadius = page.getByRole('status', { name: 'Current radius' });
  const classes = page.getByRole('radiogroup', { name: 'Active class' });
  const under = page.getByRole('group', { name: 'Under the pointer' });
  const dialog = page.getByRole('dialog', { name: 'Go to coordinates' });
  await openSample(workbench);

  const answers = await reopenHolding(page, 'terrain.describe', 'settings.get');
  await answers.held('terrain.describe');
  await answers.held('settings.get');
  await expect(opening).toBeVisible();
  await page.keyboard.press('Control+b');
  for (const key of [']', ']', '[', '2']) await page.keyboard.press(key);
  await page.keyboard.press('Control+g');
  await dialog.getByRole('textbox').fill('47.13, 9.56');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
  await answers.release();
  await expect(dialog).toBeHidden();
  await expect(opening).toBeHidden();
  await expect(currentRadius).toHaveText('339 m');
  await expect(classes).toBeHidden();
  await page.keyboard.press('Control+b');
  await expect(classes.getByRole('radio').nth(1)).toBeChecked();
  await page.getByRole('tab', { name: 'Point' }).click();
  await expect(page.getByRole('region', { name: 'Point', exact: true })).toContainText('47.13000');

  await test.step('the previous project stays visible until the next has loaded, then nothing of it remains', async () => {
    await page.getByRole('application', { name: 'Map' }).hover();
    const coordinates = under.getByRole('button', { name: /^Coordinates \d/ });
    await expect(coordinates).toBeVisible();
    await expect(under.getByRole('status', { name: 'Elevation' })).toHaveText(/\d m$/);
    await page.getByRole('tab', { name: 'Point' }).hover();
    await answers.hold('terrain.describe');
    await saveAs(join(folder, 'new.topo2vec'));
    await menu('File', 'New project…');
    await answers.held('terrain.describe');
    await expect(page.getByRole('button', { name: 'Liechtenstein sample', exact: true })).toBeVisible();
    await page.keyboard.press(']');
    await answers.release();
    await expect(page.getByText('No terrain yet.')).toBeVisible();
    await expect(page.getByText('“Larger radius” is not available now.')).toBeVisible();
    await expect(coordinates).toHaveCount(0);
    await expect(under.getByRole('status', { name: 'Elevation' })).toHaveText('–');
    await expect(page.getByText('Click a place on the map with the select tool')).toBeVisible();
  });

  await test.step('terrain and labels dropped together are imported one after the other', async () => {
    await answers.hold('project.watch');
    await drop(fixture('dtm', 'clip_lv95.tif'), fixture('osm', 'liechtenstein.osm.pbf'));
    await answers.held('project.watch');
    await page.getByRole('button', { name: 'Tasks', exact: true }).click();
    await expect(
      page
        .getByRole('region', { name: 'Tasks' })
        .getByRole('article', { name: /^Import/ })
        .getByText('Done'),
    ).toBeVisible();
    await expect(page.getByRole('button', { name: 'Dismiss notice' })).toHaveCount(0);
    await page.keyboard.press('Escape');
    await answers.release();
    await expect(
      page.getByRole('dialog', { name: 'Import labels' }).getByText('From liechtenstein.osm.pbf'),
    ).toBeVisible();
    await expect(page.getByText(/^Import terrain first/)).toHaveCount(0);
  });
});

test('a step, its name and its changes appear together, in order', async ({ workbench }) => {
  const { page, menu } = workbench;
  await openSample(workbench);
  const answers = await reopenHolding(page);
  await openSample(workbench);
  const notices = page.getByRole('status');
  await page.getByRole('tab', { name: 'Train' }).click();
  const inv = page.getByRole('region', { name: 'Encoders' }).getByRole('button', { name: /^topo2vec-inv/ });
  await inv.click();

  await test.step('the row disappears when the menu lists the step', async () => {
    await answers.hold('project.undoState', 'encoders.list');
    await page.getByRole('button', { name: 'Remove encoder topo2vec-inv' }).click();
    await answers.held('encoders.list');
    await answers.held('project.undoState');
    await answers.release();
    await expect(inv).toBeHidden();
    await answers.hold('project.undoState');
    await menu('Edit', 'Undo Remove encoder topo2vec-inv');
    await answers.held('project.undoState');
    await expect(inv).toBeHidden();
    await answers.release();
    await expect(inv).toBeVisible();
    await menu('Edit', 'Redo Remove encoder topo2vec-inv');
    await expect(inv).toBeHidden();
  });

  await test.step('undo and redo pressed in quick succession both run', async () => {
    await expect(notices.getByText(/^(Un|Re)done: /)).toHaveCount(0);
    await answers.hold('project.watch');
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+Shift+z');
    await answers.held('project.watch');
    await answers.release();
    await expect(notices.getByText('Undone: Remove encoder topo2vec-inv')).toBeVisible();
    await expect(inv).toBeHidden();
  });

  await test.step('an older list of runs never replaces a newer one', async () => {
    await page.getByRole('tab', { name: 'Detect' }).click();
    const radii = page.getByRole('group', { name: 'Radii to detect at' });
    for (const name of ['240 m', '480 m']) await radii.getByLabel(name).uncheck();
    await page.getByRole('button', { name: 'Find detections' }).click();
    const shown = page.getByRole('region', { name: 'Shown detections' });
    const count = page.getByRole('status', { name: 'Detections shown' });
    await expect(shown).toBeVisible({ timeout: 200_000 });
    await page.getByRole('group', { name: 'Radii shown' }).getByRole('button', { name: 'All' }).click();
    await expect(count).toHaveText(/detections from 0\.(?:05|10|15|20|25)$/);
    const before = await count.textContent();

    await answers.hold('detections.setThreshold', 'project.watch');
    await shown.getByRole('slider').fill('0.02');
    await expect(shown.getByText('Show detections from probability 0.02')).toBeVisible();
    await expect(count).toHaveText(before ?? '');
    await answers.release();
    await expect(count).toHaveText(/detections from 0\.02/);
    expect(await count.textContent()).not.toBe(before);

    await answers.hold('detections.list');
    await page.getByRole('region', { name: 'Runs' }).getByRole('button', { pressed: true }).click();
    await answers.held('detections.list');
    await page.getByRole('button', { name: 'Remove run 1', exact: true }).click();
    await answers.release();
    await menu('Edit', 'Undo Remove run 1');
    await expect(page.getByRole('button', { name: 'Remove run 1', exact: true })).toBeVisible();
    await menu('Edit', 'Redo Remove run 1');
    await expect(page.getByRole('button', { name: 'Remove run 1', exact: true })).toBeHidden();
  });
});

test('the labelling loop shows values of one place and one refit only', async ({ workbench }) => {
  const { page } = workbench;
  await openSample(workbench);
  const answers = await reopenHolding(page);
  await openSample(workbench);
  await page.getByRole('tab', { name: 'Labels' }).click();
  const loop = page.getByRole('region', { name: 'Labelling loop' });
  const reason = loop.getByRole('status', { name: 'Why this place' });
  const balance = loop.getByRole('img', { name: /positive, .* negative by hand/ });
  // A place proposed near the edge of the terrain has no surroundings to show.
  const pictures = loop
    .getByRole('img', { name: /^Hillshade, .* radius$/ })
    .or(loop.getByText('No patch here: it would reach beyond the data.'));
  await loop.getByRole('button', { name: 'Start labelling loop' }).click();
  await expect(reason).toHaveText(/uncertain/, { timeout: 120_000 });
  await expect(loop.getByText('20 to answer')).toBeVisible();
  await expect(pictures).toHaveCount(2);

  /** The probability that the reason gives and the one beside it, hundredths. */
  const said = async (): Promise<number[]> => {
    const text = await loop.innerText();
    const beside = /([\d.]+) %\s*by the head so far/.exec(text)?.[1];
    const inReason = /certain: (\d\.\d\d)|sure: (\d\.\d\d)/.exec(text);
    return [Number(beside), 100 * Number(inReason?.[1] ?? inReason?.[2])];
  };
  const agree = async (): Promise<void> => {
    const [beside = NaN, inReason = NaN] = await said();
    expect(Math.abs(beside - inReason)).toBeLessThanOrEqual(0.6);
  };

  await test.step('reason and probability come from the same refit, before and after it', async () => {
    await agree();
    const first = await said();
    for (const [answered, sign] of [
      [1, 'n'],
      [2, 'n'],
      [3, 'n'],
    ] as const) {
      await answers.hold('labelling.refit');
      await page.keyboard.press(sign);
      await answers.held('labelling.refit');
      await agree();
      await answers.release();
      await expect(balance).toHaveAccessibleName(new RegExp(`, ${answered} negative by hand`));
      await agree();
    }
    expect(await said()).not.toEqual(first);
  });

  await test.step('an answer is undone at once', async () => {
    await answers.hold('project.watch');
    await page.keyboard.press('y');
    await page.keyboard.press('Backspace');
    await answers.held('project.watch');
    await answers.release();
    await expect(loop.getByText('17 to answer')).toBeVisible();
    await expect(balance).toHaveAccessibleName(/, 3 negative by hand/);
    await expect(page.getByText(/^The last step was/)).toHaveCount(0);
  });

  await test.step('every picture shows the proposed place', async () => {
    await expect(pictures).toHaveCount(2);
    await answers.hold('terrain.patches');
    await page.keyboard.press('s');
    await expect(loop.getByText('16 to answer')).toBeVisible();
    await expect(pictures).toHaveCount(0);
    await answers.held('terrain.patches', 2);
    // Once nothing is proposed any more, late pictures belong to no place.
    await loop.getByRole('button', { name: 'Stop' }).click();
    await answers.release();
    await loop.getByRole('button', { name: 'Start labelling loop' }).click();
    await expect(pictures).toHaveCount(2);
  });
});

test('a new project whose path is chosen while the sample is still being made is made after it', async ({
  workbench,
}) => {
  const { page, menu, saveAs, folder } = workbench;
  await saveAs(join(folder, 'own.topo2vec'));
  await menu('File', 'New project…');
  await expect(page.getByRole('button', { name: 'own', exact: true })).toBeVisible();
  await expect(page.getByText('No terrain yet.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Dismiss notice' })).toHaveCount(0);
});
