#!/usr/bin/env node
/**
 * Packages the app into `dist`; with `--dir` only unpacked, as the tests need it. An Electron without security fixes is packaged
 * only with `--allow-old-electron`. `--platform win32-x64` unpacks the app for another platform than this machine's, as far
 * as the registries carry its native parts, and says what is missing (docs/packaging.md).
 */
import { parseArgs } from 'node:util';
import { here } from './setup/paths.mjs';
import { setUpOrExit } from './setup/setUp.mjs';
import { appSteps } from './setup/steps.mjs';
import { describeFailure } from './setup/setupError.mjs';
import { packageApp } from './packaging/packageApp.mjs';

const { values } = parseArgs({
  options: {
    dir: { type: 'boolean', default: false },
    'allow-old-electron': { type: 'boolean', default: false },
    platform: { type: 'string', default: here },
  },
});
await setUpOrExit(appSteps);
try {
  const missing = await packageApp({
    platform: values.platform,
    unpackedOnly: values.dir,
    allowOldElectron: values['allow-old-electron'],
  });
  if (missing.length > 0) {
    process.stderr.write(
      `\nThe app for ${values.platform} is for looking at, not for use:\n${missing.map((line) => `  - ${line}\n`).join('')}` +
        `On a machine of that platform \`npm run package\` makes the whole app.\n`,
    );
  }
} catch (error) {
  process.stderr.write(`\n${describeFailure(error)}\n`);
  process.exit(1);
}
