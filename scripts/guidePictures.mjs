#!/usr/bin/env node
/** Retakes the pictures of the user's guide, on the sample project. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from './setup/childProcesses.mjs';
import { nodeModules, repoRoot } from './setup/paths.mjs';
import { setUpOrExit } from './setup/setUp.mjs';
import { appSteps, systemPackages } from './setup/steps.mjs';
import { startXvfb } from './testing/xvfb.mjs';

const hasScreen = process.platform !== 'linux' || process.env.DISPLAY !== undefined;
await setUpOrExit(hasScreen ? appSteps : [...appSteps, systemPackages]);
const xvfb = hasScreen ? undefined : await startXvfb();
const playwright = join(nodeModules, '@playwright', 'test', 'cli.js');
try {
  await mustRun(
    'The pictures could not be taken.',
    [],
    process.execPath,
    [playwright, 'test', '--project=window', 'test/electron/guide.spec.ts'],
    { cwd: repoRoot, ...(xvfb && { env: { DISPLAY: xvfb.display } }) },
  );
} finally {
  xvfb?.stop();
}
const images = join(repoRoot, 'docs', 'guide', 'images');
rmSync(images, { recursive: true, force: true });
cpSync(join(repoRoot, 'test-results', 'guide'), images, { recursive: true });
