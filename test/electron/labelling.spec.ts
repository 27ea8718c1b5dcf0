import { answerProposal } from './states';
import { expect, test } from './workbench';
import { changedPixels } from './pixels';

test('the labelling loop: keys answer, the head is refitted, mistakes are found, versions are compared', async ({
  workbench,
}) => {
  const { page, picture } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  await page.getByRole('tab', { name: 'Labels' }).click();
  const loop = page.getByRole('region', { name: 'Labelling loop' });
  const versions = page.getByRole('region', { name: 'Versions of the head' });
  const map = page.getByRole('application', { name: 'Map' });
  const accuracy = loop.getByRole('status', { name: 'Balanced accuracy of the head' });
  const trend = loop.getByRole('img', { name: /^Balanced accuracy after/ });
  const balance = loop.getByRole('img', { name: /positive, .* negative by hand/ });
  const reason = loop.getByRole('status', { name: 'Why this place' });

  await test.step('it starts from defaults and says why a place is proposed', async () => {
    await picture('60-labelling-start');
    await loop.getByRole('button', { name: 'Start labelling loop' }).click();
    await expect(accuracy).toHaveText(/\d\d\.\d %/, { timeout: 60_000 });
    await expect(balance).toHaveAccessibleName(/^\d+ positive, 0 negative by hand, \d+ drawn$/);
    await expect(reason).toHaveText(/uncertain: 0\.\d\d · .* · .* from the nearest label/, {
      timeout: 120_000,
    });
    await expect(loop.getByText('20 to answer')).toBeVisible();
    await picture('61-labelling-loop');
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await picture('61-labelling-loop-dark');
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: null });
  });

  await test.step('single keys confirm, reject and skip; counts and trend update', async () => {
    await versions.getByRole('button', { name: 'Keep this version' }).click();
    await expect(versions.getByText(/^Version 1 · trained on \d+ places$/)).toBeVisible();
    await expect(trend).toHaveAccessibleName(/^Balanced accuracy after 1 refits: .* with 4\d labels$/);
    await answerProposal(loop, 'y');
    await expect(loop.getByText('19 to answer')).toBeVisible();
    await expect(trend).toHaveAccessibleName(/^Balanced accuracy after 2 refits/);
    await page.keyboard.press('n');
    await expect(loop.getByText('18 to answer')).toBeVisible();
    await expect(balance).toHaveAccessibleName(/, 1 negative by hand,/);
    await page.keyboard.press('s');
    await expect(loop.getByText('17 to answer')).toBeVisible();
    await expect(trend).toHaveAccessibleName(/^Balanced accuracy after 3 refits/);
  });

  await test.step('Backspace undoes a skip or an answer, Ctrl+Z an answer', async () => {
    await page.keyboard.press('Backspace');
    await expect(loop.getByText('18 to answer')).toBeVisible();
    await page.keyboard.press('Backspace');
    await expect(loop.getByText('19 to answer')).toBeVisible();
    await expect(balance).toHaveAccessibleName(/, 0 negative by hand,/);
    await page.keyboard.press('Control+z');
    await expect(page.getByText('Undone: Confirm peak')).toBeVisible();
    await expect(loop.getByText('20 to answer')).toBeVisible();
    await page.keyboard.press('Control+Shift+z');
    await expect(loop.getByText('19 to answer')).toBeVisible();
  });

  await test.step('a click with the retrieve tool proposes look-alikes', async () => {
    await page.keyboard.press('r');
    await map.click({ position: { x: 330, y: 300 } });
    await expect(reason).toHaveText('the place that you clicked');
    await expect(loop.getByText('21 to answer')).toBeVisible({ timeout: 60_000 });
    await page.keyboard.press('n');
    await expect(reason).toHaveText(/^look-alike 1 of 20 · distance 0\.\d+/);
    await picture('62-labelling-look-alikes');
    await page.keyboard.press('v');
    await loop.getByRole('button', { name: 'Queue' }).click();
    await expect(reason).toHaveText(/uncertain/);
  });

  await test.step('a planted mistake is found and corrected', async () => {
    const mistakes = page.getByRole('region', { name: 'Likely mistakes' });
    const worst = mistakes.getByRole('listitem').first();
    const planted = /Peak · 0\.\d % likely/;
    await expect(worst).not.toHaveText(planted);
    // The edge of the Rhine's plain is not a peak.
    await page.keyboard.press('Control+0');
    await page.keyboard.press('l');
    await map.click({ position: { x: 264, y: 200 } });
    await expect(page.getByText('49 positive, 1 negative', { exact: true })).toBeVisible();
    await page.keyboard.press('v');
    await expect(worst).toHaveText(planted);
    await worst.scrollIntoViewIfNeeded();
    await picture('63-likely-mistakes');
    await mistakes.getByRole('button', { name: 'Flip mistake 1' }).click();
    await expect(worst).not.toHaveText(planted);
    await page.keyboard.press('Control+z');
    await expect(worst).toHaveText(planted);
    await mistakes.getByRole('button', { name: 'Keep mistake 1, it is right' }).click();
    await expect(worst).not.toHaveText(planted);
    await page.keyboard.press('Control+z');
    await expect(worst).toHaveText(planted);
    await mistakes.getByRole('button', { name: 'Remove mistake 1' }).click();
    await expect(worst).not.toHaveText(planted);
  });

  await test.step('two versions differ on the map', async () => {
    for (const key of ['y', 'y', 'n', 'n', 'y', 'n'] as const) await answerProposal(loop, key);
    await versions.getByRole('button', { name: 'Keep this version' }).click();
    await expect(versions.getByText(/^Version 2 · trained on \d+ places$/)).toBeVisible();
    await page.keyboard.press('Control+0');
    await expect(page.getByText('Version kept.')).toBeHidden();
    const plain = await map.screenshot();
    await versions.getByRole('button', { name: 'Compare on the map' }).click();
    await expect(versions.getByRole('group', { name: 'Legend of the comparison' })).toHaveText(
      /Version 1 higher.*Version 2 higher/,
      { timeout: 60_000 },
    );
    await versions.scrollIntoViewIfNeeded();
    const changed = (): Promise<number> => changedPixels(map, plain);
    await expect.poll(changed).toBeGreaterThan(1000);
    await picture('64-comparison');
    await versions.getByRole('button', { name: 'Hide the comparison' }).click();
    await expect.poll(changed).toBeLessThan(50);
  });
});
