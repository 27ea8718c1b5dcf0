import { cpus } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '../electron/workbench';
import { writeCrowdedProject } from './crowdedProject';
import { recorderOf, type Frames } from './frames';
import { frameTable, type Movement } from './frameTable';
import { drag, zoom } from './moves';

const LABELS = 50_000;
const DETECTIONS = 100_000;
/** Runs of each movement, alternately with and without points. */
const RUNS = 5;

test('frames and latency with many points', async ({ workbench }) => {
  test.setTimeout(1_800_000);
  const { page, folder, openFrom, menu, app, picture } = workbench;
  const path = join(folder, 'crowded.topo2vec');
  await writeCrowdedProject(path, LABELS, DETECTIONS);
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  const skip = page.getByRole('button', { name: /skip/i });
  if (await skip.isVisible()) await skip.click();
  await openFrom(path);
  await menu('File', 'Open project…');
  await expect(page.getByText('crowded', { exact: true })).toBeVisible();
  await page.getByRole('tab', { name: 'Detect' }).click();
  await page.getByRole('region', { name: 'Runs' }).getByRole('button', { name: /240 m/ }).click();
  await page.getByRole('button', { name: 'All', exact: true }).click();

  const renderer = await page.evaluate(() => {
    const gl = document.createElement('canvas').getContext('webgl2');
    const info = gl?.getExtension('WEBGL_debug_renderer_info');
    return String(gl?.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER));
  });
  const version = await app.evaluate(() => process.versions.electron);
  console.log(
    `${cpus()[0]?.model ?? 'CPU'}, ${cpus().length} threads; Electron ${version}; ${renderer}; window 1280 x 800; ` +
      `${LABELS.toLocaleString('en')} labels, ${DETECTIONS.toLocaleString('en')} detections; ` +
      `least / median of ${RUNS} runs\n`,
  );
  const session = await page.context().newCDPSession(page);
  const record = await recorderOf(app, page);
  await picture('bench-far');

  const turn = async (action: 'Hide' | 'Show'): Promise<void> => {
    for (const name of ['Detections', 'Labels'])
      await page.getByRole('button', { name: `${action} ${name}` }).click();
  };
  const moves = { zooming: zoom, dragging: drag };
  const measure = async (when: string): Promise<Movement[]> => {
    const runs = Object.entries(moves).map(([name, move]) => ({
      name: `${name}${when}`,
      move,
      shown: [] as Frames[],
      hidden: [] as Frames[],
    }));
    for (let run = 0; run < RUNS; run++)
      for (const points of ['shown', 'hidden'] as const) {
        for (const { move, [points]: frames } of runs) {
          await page.getByRole('button', { name: 'Zoom to terrain' }).click();
          frames.push(await record(() => move(page, session)));
        }
        await turn(points === 'shown' ? 'Hide' : 'Show');
      }
    return runs;
  };
  const idle = await measure('');
  await picture('bench-zoomed');
  await page.getByRole('tab', { name: 'Train' }).click();
  await page.getByRole('button', { name: 'Train encoder' }).click();
  await expect(page.getByRole('progressbar').first()).toBeVisible();
  const training = await measure(', encoder in training');
  await expect(page.getByRole('progressbar').first()).toBeVisible();
  console.log(frameTable([...idle, ...training]));
});
