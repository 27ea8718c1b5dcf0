import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { shownAt } from '../../src/shared/mapQuality/mapQuality';
import { wrongOn } from './axe';
import { measuredProject, peaks } from './measuredProject';
import { expect, test } from './workbench';

/** The sentence about the measured quality of peaks above a threshold. */
function peakSentence(threshold: number): string {
  const { precision, recall } = shownAt(peaks, threshold);
  const [share = NaN, low = NaN, high = NaN, found = NaN] = [
    ...[precision?.share, precision?.low, precision?.high, recall?.share],
  ].map((value) => Math.round(100 * (value ?? NaN)));
  return (
    `Of 100 peaks shown at 240 m about ${share} are known (${low} to ${high}); ${found} of 100 known ones are shown ` +
    '(from 250 known places on held-out terrain).'
  );
}

test('a map states its measured precision, its threshold is set by a goal, and people can spot-check it', async ({
  workbench,
}) => {
  const { menu, folder, saveAs, restart, picture } = workbench;
  const path = await measuredProject(folder);
  await restart(path);
  const page = (): typeof workbench.page => workbench.page;
  const both = async (name: string): Promise<void> => {
    await page().emulateMedia({ reducedMotion: 'reduce' });
    await picture(name);
    expect(await wrongOn(page())).toEqual([]);
    await menu('View', 'Theme', 'Dark theme');
    await expect(page().locator('html')).toHaveAttribute('data-theme', 'dark');
    await picture(`${name}-dark`);
    await menu('View', 'Theme', 'Light theme');
    await expect(page().locator('html')).toHaveAttribute('data-theme', 'light');
  };
  const showRun = async (): Promise<void> => {
    await page().getByRole('tab', { name: 'Detect' }).click();
    await page()
      .getByRole('button', { name: /^Peak, Saddle/ })
      .click();
    await expect(page().getByRole('region', { name: 'Shown detections' })).toBeVisible();
  };
  const claims = (): ReturnType<typeof workbench.page.locator> =>
    page().getByRole('group', { name: 'What to expect of what is shown' });
  const slider = (): ReturnType<typeof workbench.page.locator> =>
    page().getByRole('slider', { name: /^Show detections from/ });
  const check = (): ReturnType<typeof workbench.page.locator> =>
    page().getByRole('region', { name: 'Spot check' });
  const progress = (): ReturnType<typeof workbench.page.locator> =>
    check().getByRole('status', { name: 'Progress of the spot check' });

  await test.step('the sentence beside the slider follows it and agrees with the measurement', async () => {
    await expect(page().getByText('Measured', { exact: true })).toBeVisible();
    await showRun();
    await expect(claims().getByText(peakSentence(0.5))).toBeVisible();
    await both('80-claims');
    await slider().fill('0.8');
    await expect(claims().getByText(peakSentence(0.8))).toBeVisible();
    expect(peakSentence(0.8)).not.toBe(peakSentence(0.5));
    // A tenth of what is shown is known, and 9 of 100 random places.
    await expect(
      claims().getByText(
        'Saddles at 240 m are hardly better than random places, of which 9 of 100 have a known one within 240 m.',
      ),
    ).toBeVisible();
    await expect(claims().getByText(/^What helps: labels in other parts of the terrain/)).toBeVisible();
  });

  await test.step('radii without a measurement say so', async () => {
    await page().getByRole('group', { name: 'Radii shown' }).getByRole('button', { name: 'All' }).click();
    await expect(claims().getByRole('row', { name: 'Peak, 480 m not measured on a map' })).toBeVisible();
    const { precision } = shownAt(peaks, 0.8);
    await expect(claims().getByRole('row', { name: /^Peak, 240 m/ })).toContainText(
      String(Math.round(100 * (precision?.share ?? NaN))),
    );
    await both('81-claims-of-all-radii');
    await page().getByRole('group', { name: 'Radii shown' }).getByRole('button', { name: 'One' }).click();
  });

  await test.step('the threshold is set by a goal', async () => {
    const wishes = page().getByRole('group', { name: 'Set the threshold by what you want' });
    await wishes.getByRole('button', { name: 'Set at least 80 % right' }).click();
    await expect(
      page().getByText(/No threshold makes 80 % of saddles at 240 m right; the best is/),
    ).toBeVisible();
    const shown = page().getByRole('status', { name: 'Detections shown' });
    const sentence = claims().getByText(/^Of 100 peaks shown at 240 m about 80 are known/);
    await expect(sentence).toBeVisible();
    await both('82-wish');
    // The next lower one would show fewer than 80 of 100 that are known.
    await wishes.getByRole('spinbutton', { name: 'Percent of the known to find' }).fill('70');
    await wishes.getByRole('button', { name: 'Set to find 70 % of them' }).click();
    await expect(claims().getByText(/^Of 100 peaks .*; 7\d of 100 known ones are shown/)).toBeVisible();
    await expect(shown).toBeVisible();
    await slider().fill('0.5');
  });

  await test.step('a head shows the quality of its map, and balanced accuracy under its own name', async () => {
    const heads = page().getByRole('region', { name: 'Heads' });
    await heads.getByRole('button', { name: /^Peak, 240 m/ }).click();
    await expect(heads.getByRole('table', { name: 'On the map at 240 m' })).toContainText('0.80');
    await expect(heads.getByText('90.0 % on labels and an equal number of random places')).toBeVisible();
    await heads.getByRole('table', { name: 'Confusion matrix' }).scrollIntoViewIfNeeded();
    await both('83-head');
    await heads.getByRole('button', { name: /^Peak, 240 m/ }).click();
  });

  await test.step('answers by keys give an estimate with a confidence interval', async () => {
    await check().scrollIntoViewIfNeeded();
    await check().getByRole('button', { name: 'Check 100 of them' }).click();
    await expect(progress()).toHaveText(/^0 of 100 answered/);
    await expect(check().getByRole('img', { name: /^Hillshade, .* radius$/ })).toHaveCount(2);
    const keys = ['y', 'y', 'n', 'y', 's', 'y', 'y', 'y', 'y', 'y'];
    for (const [index, key] of keys.entries()) {
      await page().keyboard.press(key);
      await expect(progress()).toHaveText(new RegExp(`^${index + 1} of 100 answered`));
    }
    // 8 of 9: 88.9 %, by Wilson 56.5 to 98.0 (SciPy's binomtest).
    await expect(progress()).toContainText('89 % right (57 to 98)');
    await both('84-spot-check');
    await page().keyboard.press('Backspace');
    await expect(progress()).toHaveText(/^9 of 100 answered/);
    await page().keyboard.press('Control+Shift+z');
    await expect(progress()).toHaveText(/^10 of 100 answered/);
    const active = page().getByRole('radiogroup', { name: 'Active class' });
    // One label by hand, eight that were confirmed and one that was rejected.
    await expect(active.getByText('9 / 1')).toBeVisible();
  });

  await test.step('it resumes after reopening, and is recomputed for another threshold', async () => {
    await restart(path);
    await showRun();
    const told = claims().getByRole('status', { name: 'Spot check of Peak, 240 m' });
    await expect(told).toHaveText(
      'Peaks at 240 m: 89 % right (57 to 98), by 9 answers; 1 could not be judged.',
    );
    await check().getByRole('button', { name: 'Resume: 10 of 100 answered' }).click();
    await page().keyboard.press('n');
    await expect(progress()).toHaveText(/^11 of 100 answered.*80 % right \(49 to 94\)/s);
    await slider().fill('0.7');
    await expect(told).toHaveText(/^Peaks at 240 m: \d+ % right \(\d+ to \d+\), by [1-9] answers/);
    await slider().fill('0.35');
    await expect(told).toHaveText(
      /% right \(49 to 94\) from 0\.\d\d on, by 10 answers; lower probabilities are not covered yet; 1 could/,
    );
    await both('85-spot-check-lower');
    await slider().fill('0.5');
    await expect(told).toHaveText(/^Peaks at 240 m: 80 % right \(49 to 94\), by 10 answers/);
  });

  await test.step('an export includes both', async () => {
    const file = join(folder, 'told.geojson');
    await saveAs(file);
    await page().getByRole('button', { name: 'Export detections…' }).click();
    const dialog = page().getByRole('dialog', { name: 'Export' });
    await dialog.getByRole('radio', { name: /^All: / }).check();
    await dialog.getByRole('button', { name: 'Choose file…' }).click();
    await expect(page().getByText(`written to ${file}`)).toBeVisible();
    const { provenance } = z
      .object({
        provenance: z.looseObject({
          expected: z.array(z.looseObject({ class: z.string(), known_places: z.number() })),
          spot_checks: z.array(z.looseObject({})),
        }),
      })
      .parse(JSON.parse(readFileSync(file, 'utf8')));
    expect(provenance.expected).toMatchObject([
      { class: 'peak', radius_m: 240, known_places: 250, precision: shownAt(peaks, 0.5).precision },
      { class: 'peak', radius_m: 480, known_places: 0, precision: null },
      { class: 'saddle', radius_m: 240, known_places: 75 },
      { class: 'saddle', radius_m: 480, known_places: 0 },
    ]);
    expect(provenance.spot_checks).toMatchObject([
      { class: 'peak', radius_m: 240, right: 8, answered: 10, could_not_tell: 1 },
    ]);
  });
});
