import { cpus } from 'node:os';
import type { ElectronApplication, Page } from '@playwright/test';

/** What the window did while the map was moved. Milliseconds. */
export interface Frames {
  /** From one frame to the next. */
  readonly frameMs: number[];
  /** From an input's time stamp to the start of the next frame. */
  readonly latencyMs: number[];
  /** Processor time of the page's main thread, per frame: what the page itself costs, whatever draws its pixels. */
  readonly busyMs: number;
  /** Processor time of the process that draws pixels, per frame; without a graphics card its threads draw each of them. */
  readonly drawingMs: number;
}

/** Records frames and inputs while something runs. */
export type Record = (move: () => Promise<void>) => Promise<Frames>;

interface Recorder {
  frameMs: number[];
  latencyMs: number[];
  stop: boolean;
}

declare global {
  interface Window {
    benchRecorder?: Recorder;
  }
}

/** A recorder of frames and inputs of the window. */
export async function recorderOf(app: ElectronApplication, page: Page): Promise<Record> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const taskSeconds = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
  };
  return async (move) => {
    await startRecording(page);
    const before = await taskSeconds();
    await drawingShare(app);
    const start = performance.now();
    await move();
    const drawing = (await drawingShare(app)) * (performance.now() - start);
    const busy = 1000 * ((await taskSeconds()) - before);
    const { frameMs, latencyMs } = await page.evaluate(() => {
      const recorder = window.benchRecorder;
      if (recorder === undefined) throw new Error('Nothing was recorded.');
      recorder.stop = true;
      return { frameMs: recorder.frameMs.slice(1), latencyMs: recorder.latencyMs };
    });
    return { frameMs, latencyMs, busyMs: busy / frameMs.length, drawingMs: drawing / frameMs.length };
  };
}

const startRecording = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const recorder: Recorder = { frameMs: [], latencyMs: [], stop: false };
    window.benchRecorder = recorder;
    let waiting: number[] = [];
    const note = (event: Event): void => {
      waiting.push(event.timeStamp);
    };
    const types = ['pointermove', 'pointerdown', 'wheel'];
    for (const type of types) window.addEventListener(type, note, { capture: true, passive: true });
    let last = performance.now();
    const frame = (): void => {
      const now = performance.now();
      recorder.frameMs.push(now - last);
      last = now;
      for (const stamp of waiting) recorder.latencyMs.push(now - stamp);
      waiting = [];
      if (!recorder.stop) requestAnimationFrame(frame);
      else for (const type of types) window.removeEventListener(type, note, { capture: true });
    };
    requestAnimationFrame(frame);
  });

/** Processors that the process that draws pixels has used on average since the last call. */
async function drawingShare(app: ElectronApplication): Promise<number> {
  const percents = await app.evaluate(({ app: running }) =>
    running.getAppMetrics().flatMap(({ type, cpu }) => (type === 'GPU' ? [cpu.percentCPUUsage] : [])),
  );
  // Electron calls all processors 100 %.
  return (percents.reduce((sum, percent) => sum + percent, 0) / 100) * cpus().length;
}
