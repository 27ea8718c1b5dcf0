import { defineConfig } from '@playwright/test';

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
  // One window at a time: they share the display, and two cores.
  workers: 1,
  fullyParallel: false,
  use: { viewport: { width: 1280, height: 800 } },
  timeout: 300_000,
  expect: { timeout: 60_000 },
});
