import type { Locator } from '@playwright/test';
import { expect, fixture, type Workbench } from './workbench';

/** Drei Schwestern, 2,051 m (OpenStreetMap). */
const PEAK = '47.17557 N 9.57297 E';

/** Told of each state of the window by its name, while the window is in it. */
type Visit = (state: string) => Promise<void>;

const tabs = ['Point', 'Labels', 'Train', 'Detect', 'Retrieve', 'Explore', 'Experiments'] as const;

/** Waits for the sample on the map. */
export async function openSample({ page }: Workbench): Promise<void> {
  await expect(page.getByRole('radiogroup', { name: 'Active class' }).getByText('47')).toBeVisible();
}

/** Shows a panel on the right. */
const showPanel = ({ page }: Workbench, name: (typeof tabs)[number]): Promise<void> =>
  page.getByRole('tab', { name }).click();

/** Finds peaks and saddles at the three radii that are offered, and shows them. */
export async function findDetections(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await showPanel(workbench, 'Detect');
  await page.getByRole('checkbox', { name: /^Saddle/ }).check();
  await page.getByRole('button', { name: 'Find detections' }).click();
  await expect(page.getByRole('region', { name: 'Shown detections' })).toBeVisible({ timeout: 200_000 });
  await noNotice(workbench);
}

/** Selects a place by its coordinates. */
async function goTo({ page }: Workbench, place: string): Promise<void> {
  await page.keyboard.press('Control+g');
  await page.getByRole('dialog', { name: 'Go to coordinates' }).getByRole('textbox').fill(place);
  await page.keyboard.press('Enter');
}

/** The selected place across scales. */
export async function showPoint(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await goTo(workbench, PEAK);
  await showPanel(workbench, 'Point');
  await expect(page.getByRole('group', { name: 'Patches by radius' }).getByRole('button')).toHaveCount(6);
  await expect(page.getByRole('region', { name: 'Nearest labels' })).toContainText('Peak');
}

/** Look-alikes of a clicked place. */
export async function findLookAlikes(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await showPanel(workbench, 'Retrieve');
  await page.keyboard.press('r');
  await mapOf(workbench).click({ position: { x: 330, y: 300 } });
  await page.getByRole('button', { name: /^Find look-alikes at/ }).click();
  const hits = page.getByRole('region', { name: 'Look-alikes' });
  await expect(hits.getByText(/^\d+ m relief/)).toHaveCount(20, { timeout: 120_000 });
  await page.keyboard.press('v');
  await noNotice(workbench);
}

/**
 * Answers the proposed place by a key, and waits until another one is proposed and the head was refitted with the
 * answer.
 */
export async function answerProposal(loop: Locator, key: 'y' | 'n'): Promise<void> {
  const toAnswer = loop.getByText(/^\d+ to answer$/);
  const balance = loop.getByRole('img', { name: /positive, .* negative by hand/ });
  const left = Number.parseInt(await toAnswer.innerText(), 10);
  const [, positives, negatives] =
    /^(\d+) positive, (\d+) negative/.exec((await balance.getAttribute('aria-label')) ?? '') ?? [];
  const [yes, no] = key === 'y' ? [1, 0] : [0, 1];
  await loop.page().keyboard.press(key);
  await expect(toAnswer).toHaveText(`${left - 1} to answer`);
  await expect(balance).toHaveAccessibleName(
    new RegExp(`^${Number(positives) + yes} positive, ${Number(negatives) + no} negative by hand`),
  );
}

/** The labelling loop of peaks, with answers given and two versions kept. */
export async function labelInLoop(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await showPanel(workbench, 'Labels');
  const loop = page.getByRole('region', { name: 'Labelling loop' });
  const reason = loop.getByRole('status', { name: 'Why this place' });
  await loop.getByRole('button', { name: 'Start labelling loop' }).click();
  await expect(reason).toHaveText(/uncertain/, { timeout: 120_000 });
  for (const key of ['y', 'n', 'n', 'y', 'n'] as const) await answerProposal(loop, key);
  await expect(loop.getByRole('img', { name: /^Balanced accuracy after [3-9] refits/ })).toBeVisible();
  await expect(loop.getByRole('img', { name: /^Hillshade, .* radius$/ })).toHaveCount(2);
}

/** The embeddings of the terrain, laid out and coloured. */
export async function exploreTerrain(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await page.keyboard.press('Control+0');
  await showPanel(workbench, 'Explore');
  await page.getByRole('button', { name: /^Explore embeddings at/ }).click();
  await expect(page.getByText('Laying out by UMAP')).toBeVisible({ timeout: 120_000 });
  await page.getByRole('button', { name: /^Cancel Explore/ }).click();
  await expect(page.getByRole('img', { name: /^Scatter plot of/ })).toBeVisible();
  await page
    .getByRole('region', { name: 'Clusters' })
    .getByRole('button', { name: /^Cluster 3,/ })
    .click();
  await expect(page.getByRole('region', { name: 'Brushed places' }).getByRole('status')).toHaveText(
    /places brushed$/,
  );
}

/** Opens the form of an experiment. */
export async function openExperiment(workbench: Workbench, name: string): Promise<Locator> {
  const { page } = workbench;
  await showPanel(workbench, 'Experiments');
  await page.getByRole('region', { name: 'New experiment' }).getByRole('button', { name }).click();
  return page.getByRole('form', { name });
}

const mapOf = ({ page }: Workbench): Locator => page.getByRole('application', { name: 'Map' });

/** Waits until no notice is in the way. */
async function noNotice({ page }: Workbench): Promise<void> {
  for (const button of await page.getByRole('button', { name: 'Dismiss notice' }).all()) {
    await button.click({ timeout: 1000 }).catch(() => undefined);
  }
}

/** Goes through the states of the window that a person meets: dialogs and panels, first empty, then with what was found. */
export async function eachState(workbench: Workbench, visit: Visit): Promise<void> {
  const { page, menu, drop } = workbench;
  const layers = page.getByRole('region', { name: 'Layers' });
  await openSample(workbench);
  await visit('start');
  for (const tab of tabs) {
    await showPanel(workbench, tab);
    await visit(`${tab.toLowerCase()}-empty`);
  }
  await showPanel(workbench, 'Detect');

  await page.keyboard.press('Control+k');
  await visit('palette');
  await page.keyboard.press('Escape');
  await menu('Help', 'Keyboard shortcuts');
  await visit('keys');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+g');
  await visit('go-to');
  await page.keyboard.press('Escape');
  await menu('File', 'Export…');
  await visit('export-empty');
  await page.keyboard.press('Escape');
  await drop(fixture('osm', 'liechtenstein.osm.pbf'));
  await expect(page.getByRole('status', { name: 'What will be imported' })).toHaveText(/^Imports/);
  await visit('import-labels');
  await page.keyboard.press('Escape');
  const project = page.getByRole('button', { name: 'Liechtenstein sample', exact: true });
  await project.click();
  await expect(page.getByRole('menu', { name: 'Project' })).toBeVisible();
  await visit('project-menu');
  await page.keyboard.press('Escape');
  await menu('Help', 'Take the tour');
  await visit('tour');
  await page.getByRole('button', { name: 'Skip tour' }).click();

  await layers.getByRole('button', { name: 'Add layer' }).click();
  await visit('add-layer');
  await page.getByRole('menuitem', { name: 'Online basemap' }).click();
  await visit('basemap');
  await page.keyboard.press('Escape');
  await layers.getByRole('button', { name: 'Add layer' }).click();
  await page.getByRole('menuitem', { name: 'Slope' }).click();
  await layers.getByRole('button', { name: 'Terrain', exact: true }).click();
  await visit('layers');
  await layers.getByRole('button', { name: 'Remove Slope' }).click();
  await layers.getByRole('button', { name: 'Terrain', exact: true }).click();

  await findDetections(workbench);
  await visit('detect');
  await page
    .getByRole('region', { name: 'Heads' })
    .getByRole('button', { name: /^Peak, 240 m/ })
    .click();
  await page.getByRole('table', { name: 'Confusion matrix' }).scrollIntoViewIfNeeded();
  await visit('head');
  await page.getByRole('group', { name: 'Radii shown' }).getByRole('button', { name: 'Range' }).click();
  await visit('scale-range');
  await page.getByRole('group', { name: 'Radii shown' }).getByRole('button', { name: 'All' }).click();
  await page.getByRole('button', { name: 'Tasks', exact: true }).click();
  await visit('tasks');
  await page.keyboard.press('Escape');
  await menu('File', 'Export…');
  await visit('export');
  await page.keyboard.press('Escape');

  await showPoint(workbench);
  await visit('point');
  await findLookAlikes(workbench);
  await visit('retrieve');
  await showPanel(workbench, 'Train');
  await page.getByRole('button', { name: /^topo2vec-4/, expanded: false }).click();
  await visit('train');
  await labelInLoop(workbench);
  await visit('labels');
  await page.getByRole('region', { name: 'Labelling loop' }).getByRole('button', { name: 'Stop' }).click();
  await exploreTerrain(workbench);
  await visit('explore');
  await page.getByRole('button', { name: 'Clear brush' }).click();

  await openExperiment(workbench, 'Methods on natural classes');
  await visit('experiment-form');
  await page.getByRole('button', { name: 'All experiments' }).click();
  await page.keyboard.press('p');
  // Held clicks are too far apart to be double clicks.
  for (const [x, y] of [
    [200, 200],
    [330, 260],
    [470, 240],
  ] as const) {
    await mapOf(workbench).click({ position: { x, y }, delay: 300 });
  }
  await page.keyboard.press('Enter');
  await expect(page.getByRole('slider', { name: 'Place on the profile' })).toBeVisible();
  await visit('profile');
  await page.keyboard.press('Escape');
}
