#!/usr/bin/env node
/** Measures frame times and latency of the window with many points on the map, idle and while a training runs. */
import { join } from 'node:path';
import { become } from './become.mjs';
import { nodeModules } from './setup/paths.mjs';
import { setUpOrExit } from './setup/setUp.mjs';
import { appSteps, systemPackages } from './setup/steps.mjs';
import { startXvfb } from './testing/xvfb.mjs';

const hasScreen = process.platform !== 'linux' || process.env.DISPLAY !== undefined;
await setUpOrExit(hasScreen ? appSteps : [...appSteps, systemPackages]);
const screen = hasScreen ? {} : { DISPLAY: (await startXvfb()).display };
become(
  process.execPath,
  [join(nodeModules, '@playwright', 'test', 'cli.js'), 'test', '--project=bench', '--reporter=line'],
  screen,
);
