#!/usr/bin/env node
/** Packages the app, and measures how long it takes from the first start to a map with detections. */
import { join } from 'node:path';
import { become } from './become.mjs';
import { packageApp } from './packaging/packageApp.mjs';
import { nodeModules } from './setup/paths.mjs';
import { setUpOrExit } from './setup/setUp.mjs';
import { appSteps, systemPackages } from './setup/steps.mjs';
import { startXvfb } from './testing/xvfb.mjs';

const hasScreen = process.platform !== 'linux' || process.env.DISPLAY !== undefined;
await setUpOrExit(hasScreen ? appSteps : [...appSteps, systemPackages]);
await packageApp({ unpackedOnly: true, allowOldElectron: true });
const screen = hasScreen ? {} : { DISPLAY: (await startXvfb()).display };
become(
  process.execPath,
  [join(nodeModules, '@playwright', 'test', 'cli.js'), 'test', '--project=start', '--reporter=line'],
  screen,
);
