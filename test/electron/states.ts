import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
  await openSample(workbench);
  await visit('start');
  for (const tab of tabs) {
    await showPanel(workbench, tab);
    await visit(`${tab.toLowerCase()}-empty`);
  }
  await showPanel(workbench, 'Detect');
  await eachDialog(workbench, visit);
  await eachLayer(workbench, visit);
  await eachTool(workbench, visit);
  await eachFinding(workbench, visit);
  await eachProject(workbench, visit);
}

/** What opens over the window, and leaves by Esc. */
async function eachDialog(workbench: Workbench, visit: Visit): Promise<void> {
  const { page, menu, drop, folder } = workbench;
  const dialog = async (state: string, open: () => Promise<void>): Promise<void> => {
    await open();
    await visit(state);
    await page.keyboard.press('Escape');
  };
  await dialog('palette', () => page.keyboard.press('Control+k'));
  await dialog('keys', () => menu('Help', 'Keyboard shortcuts'));
  await dialog('about', () => menu('Help', 'About'));
  await dialog('go-to', () => page.keyboard.press('Control+g'));
  await dialog('go-to-refused', async () => {
    await goTo(workbench, '47° 61′ N 9° E');
    await expect(page.getByRole('alert')).toBeVisible();
  });
  await dialog('export-empty', () => menu('File', 'Export…'));
  await dialog('pack', () => menu('File', 'Pack project…'));
  await dialog('open-grid', () => menu('File', 'Open grid…'));
  await dialog('import-labels', async () => {
    await drop(fixture('osm', 'liechtenstein.osm.pbf'));
    await expect(page.getByRole('status', { name: 'What will be imported' })).toHaveText(/^Imports/);
  });
  await dialog('import-places', async () => {
    await drop(fixture('labels', 'swiss.csv'));
    await expect(page.getByRole('dialog', { name: 'Import labels' })).toBeVisible();
  });
  await dialog('import-terrain', async () => {
    const path = join(folder, 'swiss.asc');
    const rows = Array.from({ length: 20 }, () => '500 '.repeat(20));
    writeFileSync(
      path,
      `ncols 20\nnrows 20\nxllcorner 2760000\nyllcorner 1215000\ncellsize 30\n${rows.join('\n')}\n`,
    );
    await drop(path);
    await page.getByRole('combobox', { name: 'Coordinate system' }).fill('ch1903');
    await expect(page.getByRole('option', { name: /LV95/ }).first()).toBeVisible();
  });
  await dialog('download-labels', async () => {
    await showPanel(workbench, 'Labels');
    await page.getByRole('button', { name: /^Download/ }).click();
  });
  await dialog('project-menu', () =>
    page.getByRole('button', { name: 'Liechtenstein sample', exact: true }).click(),
  );
  await dialog('coordinates', () =>
    page.getByRole('button', { name: 'Choose the coordinate format' }).click(),
  );
  await menu('Help', 'Take the tour');
  await visit('tour');
  await page.getByRole('button', { name: 'Skip tour' }).click();
}

/** The list of layers with settings and legends, and the page to print. */
async function eachLayer(workbench: Workbench, visit: Visit): Promise<void> {
  const { page, menu } = workbench;
  const layers = page.getByRole('region', { name: 'Layers' });
  await layers.getByRole('button', { name: 'Add layer' }).click();
  await visit('add-layer');
  await page.getByRole('menuitem', { name: 'Online basemap' }).click();
  await visit('basemap');
  await page.keyboard.press('Escape');
  for (const name of ['Slope', 'Contour lines', 'Elevation difference']) {
    await layers.getByRole('button', { name: 'Add layer' }).click();
    await page.getByRole('menuitem', { name }).click();
  }
  await layers.getByRole('button', { name: 'Terrain', exact: true }).click();
  await visit('layers');
  const file = page.getByRole('button', { name: 'liechtenstein_srtm1.tif', exact: true });
  await file.click();
  await visit('terrain-file');
  await file.click();
  await menu('File', 'Print layout, PDF or PNG…');
  await expect(page.getByRole('region', { name: 'Print preview' })).toBeVisible();
  await visit('print');
  await page.getByRole('button', { name: 'Close print layout' }).click();
  for (const name of ['Slope', 'Contour lines', 'Elevation difference'])
    await layers.getByRole('button', { name: `Remove ${name}` }).click();
  await layers.getByRole('button', { name: 'Terrain', exact: true }).click();
}

/** Classes, the label table, and what is drawn on the map. */
async function eachTool(workbench: Workbench, visit: Visit): Promise<void> {
  const { page } = workbench;
  const map = mapOf(workbench);
  const classes = page.getByRole('region', { name: 'Label classes' });
  // Held clicks are too far apart to be double clicks.
  const draw = async (...places: readonly (readonly [number, number])[]): Promise<void> => {
    for (const [x, y] of places) await map.click({ position: { x, y }, delay: 300 });
  };

  await classes.getByRole('button', { name: 'Edit Peak' }).click();
  await visit('class-editor');
  await classes.getByRole('button', { name: 'Merge…' }).click();
  await visit('class-merge');
  await classes.getByRole('button', { name: 'Edit Peak' }).click();

  await page.keyboard.press('Control+t');
  const table = page.getByRole('region', { name: 'Label table' });
  await table.getByRole('searchbox', { name: 'Search labels' }).fill('schw');
  await table.getByRole('row', { name: /Drei Schwestern/ }).click();
  await expect(table.getByRole('status', { name: 'Labels selected' })).toHaveText('1 selected');
  await visit('label-table');
  await table.getByRole('button', { name: 'Show all' }).click();
  await page.keyboard.press('Control+t');
  await page.keyboard.press('Control+0');

  await page.keyboard.press('m');
  await draw([200, 200], [330, 260], [250, 380], [200, 200]);
  await expect(page.getByRole('status', { name: 'Measurement' })).toContainText('km²');
  await visit('measured');
  await page.keyboard.press('Escape');
  await page.keyboard.press('p');
  await draw([200, 200], [330, 260], [470, 240]);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('slider', { name: 'Place on the profile' })).toBeVisible();
  await visit('profile');
  await page.keyboard.press('Escape');
  await showPanel(workbench, 'Labels');
  await page.keyboard.press('Shift+A');
  await draw([260, 200], [330, 220], [330, 330]);
  await visit('area-drawing');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.getByRole('region', { name: 'Areas' }).scrollIntoViewIfNeeded();
  await visit('area');
  const regions = page.getByRole('region', { name: 'Regions' });
  await regions.getByRole('button', { name: 'Outline' }).click();
  await draw([200, 200], [330, 220], [300, 400]);
  await page.keyboard.press('Enter');
  await regions.getByRole('textbox', { name: 'Name of Region 1' }).fill('Massif');
  await page.keyboard.press('Enter');
  await regions.getByRole('button', { name: 'Reshape Massif' }).click();
  await visit('region');
  await regions.getByRole('button', { name: 'Done' }).click();
  await regions.getByRole('button', { name: 'Remove Massif' }).click();
  await page.getByRole('region', { name: 'Areas' }).getByRole('button', { name: 'Remove the area' }).click();
  await noNotice(workbench);
}

/** Panels with what was found. */
async function eachFinding(workbench: Workbench, visit: Visit): Promise<void> {
  const { page, menu } = workbench;
  await findDetections(workbench);
  await visit('detect');
  const shown = page.getByRole('region', { name: 'Shown detections' });
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
  await menu('Tools', 'Rename or annotate the shown run');
  await visit('run-name');
  await page.keyboard.press('Escape');
  await menu('Tools', 'Plan a series of runs…');
  await expect(page.getByRole('form', { name: 'Series of runs' })).toBeInViewport();
  await visit('series');
  await page.getByRole('button', { name: 'Plan a series…' }).click();
  await page.getByRole('group', { name: 'Radii shown' }).getByRole('button', { name: 'One' }).click();
  await shown.getByRole('button', { name: 'All classes' }).click();
  const classMap = page.getByRole('listitem', { name: 'Class map' });
  await classMap.getByRole('button', { name: 'Class map', exact: true }).click();
  await classMap.getByRole('button', { name: 'Whole run' }).click();
  await expect(classMap.getByRole('row', { name: /^Peak .*km²/ })).toBeVisible();
  await visit('class-map');
  await shown.getByRole('button', { name: 'Peak' }).click();
  const check = page.getByRole('region', { name: 'Spot check' });
  await check.getByRole('button', { name: /^Check/ }).click();
  await expect(check.getByRole('img', { name: /^Hillshade, .* radius$/ })).toHaveCount(2);
  await visit('spot-check');
  await check.getByRole('button', { name: 'Stop' }).click();

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
}

/** Projects without terrain and those that do not open, and what is said of a file that is not read. */
async function eachProject(workbench: Workbench, visit: Visit): Promise<void> {
  const { menu, drop, folder, restart, saveAs } = workbench;
  const broken = join(folder, 'broken.tif');
  writeFileSync(broken, 'This is no terrain.');
  await drop(broken);
  await expect(workbench.page.getByText(/broken\.tif/).first()).toBeVisible();
  await visit('error');
  await saveAs(join(folder, 'empty.topo2vec'));
  await menu('File', 'New project…');
  await expect(workbench.page.getByText('No terrain yet.')).toBeVisible();
  for (const tab of tabs) {
    await showPanel(workbench, tab);
    await visit(`no-terrain-${tab.toLowerCase()}`);
  }
  const path = join(folder, 'broken.topo2vec');
  writeFileSync(path, 'This is no project.');
  await restart(path);
  await expect(workbench.page.getByRole('region', { name: 'The project could not be opened' })).toBeVisible();
  await visit('not-opened');
}
