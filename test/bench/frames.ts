import type { CDPSession, Page } from '@playwright/test';

/** What the page did while the map was moved. Milliseconds. */
export interface Frames {
  /** From one frame to the next. */
  readonly frameMs: number[];
  /** From an input's time stamp to the start of the next frame. */
  readonly latencyMs: number[];
  /** Processor time of the page's main thread, per frame: what the page itself costs, whatever draws its pixels. */
  readonly busyMs: number;
}

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

/** Records frames and inputs while `move` runs. */
export async function record(page: Page, session: CDPSession, move: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
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
  const before = await taskSeconds(session);
  await move();
  const after = await taskSeconds(session);
  const { frameMs, latencyMs } = await page.evaluate(() => {
    const recorder = window.benchRecorder;
    if (recorder === undefined) throw new Error('Nothing was recorded.');
    recorder.stop = true;
    return { frameMs: recorder.frameMs.slice(1), latencyMs: recorder.latencyMs };
  });
  return { frameMs, latencyMs, busyMs: (1000 * (after - before)) / frameMs.length };
}

/** Seconds of the processor that the page's main thread has taken so far; `Performance` must count thread ticks. */
async function taskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
}

const at = (sorted: readonly number[], share: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN).toFixed(1);

/** A row of the table that the benchmark prints. */
export function row(name: string, { frameMs, latencyMs, busyMs }: Frames): string {
  const frames = [...frameMs].sort((a, b) => a - b);
  const latency = [...latencyMs].sort((a, b) => a - b);
  // A display's frames come every 16.67 ms, a little before or after.
  const smooth = frames.filter((ms) => ms < 17.5).length / frames.length;
  return (
    `| ${name} | ${[0.5, 0.95, 0.99].map((share) => at(frames, share)).join(' / ')} | ${(100 * smooth).toFixed(0)} % | ` +
    `${busyMs.toFixed(1)} | ${at(latency, 0.5)} / ${at(latency, 0.95)} / ${at(latency, 1)} |`
  );
}

export const head =
  '| what | frame p50 / p95 / p99, ms | frames in time | page busy a frame, ms | input to frame p50 / p95 / max, ms |\n' +
  '|---|---|---|---|---|';
