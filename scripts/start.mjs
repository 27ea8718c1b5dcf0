import { join } from 'node:path';
import { become } from './become.mjs';
import { sandboxRemedy } from './setup/chromiumSandbox.mjs';
import { electronPath } from './setup/electron.mjs';
import { repoRoot } from './setup/paths.mjs';
import { setUpOrExit } from './setup/setUp.mjs';
import { missingLibraries } from './setup/sharedLibraries.mjs';
import { appSteps } from './setup/steps.mjs';
import { howToInstall } from './setup/systemPackages.mjs';
import { describeFailure, SetupError } from './setup/setupError.mjs';

await setUpOrExit(appSteps);

const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
console.error(
  'The command, in this folder: npx topo2vec --help. "npm link" puts topo2vec on the path for every folder.',
);
if (hasDisplay) openWindow();
else runSample();

function openWindow() {
  if (missingLibraries(electronPath()).length > 0) fail(...howToInstall());
  const flags = [];
  if (process.getuid?.() === 0) {
    console.error("Running as root: Electron is started without Chromium's sandbox.");
    flags.push('--no-sandbox');
  } else {
    const remedy = sandboxRemedy(electronPath());
    if (remedy)
      fail("This system keeps ordinary programs from Chromium's sandbox.", [`Once, run: ${remedy}`]);
  }
  become(electronPath(), [...flags, repoRoot, ...process.argv.slice(2)]);
}

function runSample() {
  const folder = join(repoRoot, 'out', 'sample');
  console.error(`There is no display (DISPLAY and WAYLAND_DISPLAY are not set), so no window can be opened.
Running the sample analysis without one; its results go to ${folder}`);
  become(process.execPath, [join(import.meta.dirname, 'topo2vec.mjs'), 'sample', '--out', folder]);
}

/**
 * @param {string} message
 * @param {string[]} waysOut
 * @returns {never}
 */
function fail(message, waysOut) {
  console.error(describeFailure(new SetupError(message, waysOut)));
  process.exit(1);
}
