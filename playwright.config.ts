import { defineConfig } from '@playwright/test';

/** X displays that the tests have to themselves, one a worker; empty where they share the screen of the user. */
const displays = (process.env.TOPO2VEC_DISPLAYS ?? '').split(' ').filter(Boolean);
// Each worker reads this file.
const display = displays[Number(process.env.TEST_PARALLEL_INDEX ?? 0)];
if (display !== undefined) process.env.DISPLAY = display;

export default defineConfig({
  projects: [
    { name: 'window', testDir: 'test/electron' },
    // The app in `dist`, as `node scripts/package.mjs --dir` leaves it.
    { name: 'packaged', testDir: 'test/packaged' },
    // From the first start of the app in `dist` to detections: `npm run bench:start`.
    { name: 'start', testDir: 'test/packaged', testMatch: '*.bench.ts' },
    // Frame times and latency: `npm run bench:window`.
    { name: 'bench', testDir: 'test/bench', testMatch: '*.bench.ts' },
  ],
  outputDir: 'test-results/playwright',
  // One window a display: they take the focus from each other.
  workers: Math.max(1, displays.length),
  fullyParallel: false,
  use: { viewport: { width: 1280, height: 800 } },
  timeout: 300_000,
  expect: { timeout: 60_000 },
});
