import { join } from 'node:path';
import { Readable } from 'node:stream';
import { UserError } from '../../src/shared/errors';
import { headInfo } from '../node/shared/heads';
import { expect, test } from './workbench';
import { parts } from '../builtParts';

const { listEncoders, addHead, OpenProject, storeRun } = parts;

/** Drei Schwestern, 2,051 m (OpenStreetMap). */
const PEAK = '47.17557 N 9.57297 E';

/** A run of peaks and saddles in which they competed, without maps. */
const exclusiveRun = {
  ...{ classIds: ['peak', 'saddle'], exclusive: ['peak', 'saddle'], radiiM: [240], threshold: 0.5 },
  box: { westDeg: 9.54, southDeg: 47.08, eastDeg: 9.6, northDeg: 47.13 },
  ...{ flatTimes: 0, flatBelowM: [], encoder: 'polar', heads: ['', ''], dtms: [], ground: '' },
};

/** Adds heads of peaks and saddles that each give 0.5 at any place, and a run. */
async function addIndifferentHeads(path: string): Promise<void> {
  const project = await OpenProject.open(path, () => {
    throw new UserError('compute-stopped', 'There is no compute here.');
  });
  const [encoder] = await listEncoders(project.database);
  const size = 289;
  for (const classId of ['peak', 'saddle']) {
    await addHead(project, { classId, encoderId: encoder?.id ?? 0, radiusM: 240 }, headInfo('', 0, []), {
      ...{ vectors: new Float32Array(size), coefficients: new Float32Array(1), size, copies: 1 },
      ...{ kind: 'svm', gamma: 1, rho: 0, plattA: -1, plattB: 0 },
    });
  }
  await storeRun(project.database, exclusiveRun, Readable.from([]));
  await project.close();
}

test('mutually exclusive classes share the probability of a place, where the user marks them so', async ({
  workbench,
}) => {
  const { page, folder, menu, openFrom, picture, saveAs } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  const path = join(folder, 'Indifferent.topo2vec');
  await saveAs(path);
  await menu('File', 'Save a copy…');
  await expect(page.getByText('Saved a copy as Indifferent.topo2vec.')).toBeVisible();
  await addIndifferentHeads(path);
  await openFrom(path);
  await menu('File', 'Open project…');
  await expect(page.getByRole('button', { name: 'Indifferent', exact: true })).toBeVisible();

  const curve = page.getByRole('slider', { name: 'Radius on the curves' });
  const rule = page.getByText('Peak and Saddle exclude each other');
  const runs = page.getByRole('region', { name: 'Runs' });
  const tick = page.getByRole('checkbox', { name: /^Exclusive/ });

  await test.step('odds of 1 for each class and for none give a third each', async () => {
    await page.keyboard.press('Control+g');
    await page.getByRole('dialog', { name: 'Go to coordinates' }).getByRole('textbox').fill(PEAK);
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'Point' }).click();
    await expect(curve).toHaveAttribute('aria-valuetext', '240 m: Peak 0.33, Saddle 0.33');
    await expect(rule).toBeVisible();
    await picture('95-exclusive');
  });

  await test.step('an unticked class has its own probability, until that is undone', async () => {
    await page.getByRole('radio', { name: /^Saddle/ }).check({ force: true });
    await page.getByRole('tab', { name: 'Labels' }).click();
    await expect(tick).toBeChecked();
    await tick.uncheck();
    await picture('96-not-exclusive');
    await page.getByRole('tab', { name: 'Point' }).click();
    await expect(curve).toHaveAttribute('aria-valuetext', '240 m: Peak 0.50, Saddle 0.50');
    await expect(rule).toBeHidden();
    await page.getByRole('tab', { name: 'Detect' }).click();
    await expect(runs).toContainText('Out of date: exclusive classes changed.');
    await picture('98-exclusive-changed');
    await page.keyboard.press('Control+z');
    await expect(runs).not.toContainText('Out of date');
    await page.getByRole('tab', { name: 'Point' }).click();
    await expect(curve).toHaveAttribute('aria-valuetext', '240 m: Peak 0.33, Saddle 0.33');
  });

  await test.step("a class of the user's own is not exclusive unless ticked", async () => {
    for (const [name, exclusive] of [
      ['Landslide', true],
      ['Viewpoint', false],
    ] as const) {
      const classes = page.getByRole('region', { name: 'Label classes' });
      await classes.getByRole('button', { name: 'Add class' }).first().click();
      await classes.getByRole('textbox', { name: /^Name/ }).fill(name);
      const own = classes.getByRole('checkbox', { name: /^Exclusive/ });
      await expect(own).not.toBeChecked();
      await own.setChecked(exclusive);
      if (exclusive) await picture('97-add-class');
      await classes.locator('form').getByRole('button', { name: 'Add class' }).click();
      await page.getByRole('tab', { name: 'Labels' }).click();
      await expect(page.getByRole('region', { name: 'Label by hand' })).toContainText(name);
      await expect(tick.last()).toBeChecked({ checked: exclusive });
    }
  });
});
