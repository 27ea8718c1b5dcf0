import { cpus } from 'node:os';
import { join } from 'node:path';
import type { CDPSession, Page } from '@playwright/test';
import { expect, test } from '../electron/workbench';
import { writeCrowdedProject } from './crowdedProject';
import { head, record, row } from './frames';

const LABELS = 50_000;
const DETECTIONS = 100_000;
const SECONDS = 6;

/** Sends the pointer's events at 60 a second, whether or not the page keeps up, as a hand does. */
async function drag(page: Page, session: CDPSession): Promise<void> {
  const box = await page.getByRole('application', { name: 'Map' }).boundingBox();
  if (box === null) throw new Error('There is no map.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const sent: Promise<unknown>[] = [];
  const send = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', atX: number, atY: number): void => {
    const buttons = type === 'mouseReleased' ? 0 : 1;
    const event = { type, x: atX, y: atY, button: 'left', buttons, clickCount: 1 } as const;
    sent.push(session.send('Input.dispatchMouseEvent', event));
  };
  await everyFrame(SECONDS, (second) => {
    // Each second the map is taken up, moved in a circle, held still and let go: a map that is thrown would be gone.
    const share = second % 1;
    const angle = 2 * Math.PI * Math.min(1, share / 0.8);
    if (share < 0.02) send('mousePressed', x, y);
    else if (share > 0.96) send('mouseReleased', x, y);
    else send('mouseMoved', x + 160 * Math.sin(angle), y + 120 * (1 - Math.cos(angle)));
  });
  send('mouseReleased', x, y);
  await Promise.all(sent);
}

async function zoom(page: Page, session: CDPSession): Promise<void> {
  const box = await page.getByRole('application', { name: 'Map' }).boundingBox();
  if (box === null) throw new Error('There is no map.');
  const sent: Promise<unknown>[] = [];
  await everyFrame(SECONDS, (second) => {
    // A wheel clicks fifteen times a second at most.
    if (Math.round(second * 60) % 4 !== 0) return;
    const deltaY = second % 4 < 2 ? -48 : 48;
    const place = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const event = { type: 'mouseWheel', ...place, deltaX: 0, deltaY } as const;
    sent.push(session.send('Input.dispatchMouseEvent', event));
  });
  await Promise.all(sent);
}

async function everyFrame(seconds: number, act: (second: number) => void): Promise<void> {
  const start = performance.now();
  for (let frame = 0; frame < 60 * seconds; frame++) {
    act(frame / 60);
    const waitMs = start + ((frame + 1) * 1000) / 60 - performance.now();
    if (waitMs > 0) await new Promise((done) => setTimeout(done, waitMs));
  }
}

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
      `${LABELS.toLocaleString('en')} labels, ${DETECTIONS.toLocaleString('en')} detections\n\n${head}`,
  );
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await picture('bench-far');

  const measure = async (when: string): Promise<void> => {
    await page.getByRole('button', { name: 'Zoom to terrain' }).click();
    console.log(row(`dragging, ${when}`, await record(page, session, () => drag(page, session))));
    await page.getByRole('button', { name: 'Zoom to terrain' }).click();
    console.log(row(`zooming, ${when}`, await record(page, session, () => zoom(page, session))));
  };
  const turn = async (action: 'Hide' | 'Show'): Promise<void> => {
    for (const name of ['Detections', 'Labels'])
      await page.getByRole('button', { name: `${action} ${name}` }).click();
  };
  await measure('idle');
  await picture('bench-zoomed');
  await turn('Hide');
  await measure('idle, no points shown');
  await turn('Show');
  await page.getByRole('tab', { name: 'Train' }).click();
  await page.getByRole('button', { name: 'Train encoder' }).click();
  await expect(page.getByRole('progressbar').first()).toBeVisible();
  await measure('training');
});
