#!/usr/bin/env node
/**
 * Packages the app for the current platform into `dist`; with `--dir` only unpacked, as the tests need it. An Electron without
 * security fixes is packaged only with `--allow-old-electron`.
 */
import { setUpOrExit } from './setup/setUp.mjs';
import { appSteps } from './setup/steps.mjs';
import { describeFailure } from './setup/setupError.mjs';
import { packageApp } from './packaging/packageApp.mjs';

await setUpOrExit(appSteps);
try {
  await packageApp({
    unpackedOnly: process.argv.includes('--dir'),
    allowOldElectron: process.argv.includes('--allow-old-electron'),
  });
} catch (error) {
  process.stderr.write(`\n${describeFailure(error)}\n`);
  process.exit(1);
}
