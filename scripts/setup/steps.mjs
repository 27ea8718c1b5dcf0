import { build } from './build.mjs';
import { electron } from './electron.mjs';
import { node24 } from './node24.mjs';
import { packages } from './packages.mjs';
import { sqlite } from './sqlite.mjs';
import { systemPackages } from './systemPackages.mjs';
import { tensorflow } from './tensorflow.mjs';

/** What the `topo2vec` command needs. */
export const commandSteps = [packages, sqlite, tensorflow, build];

/** What the window needs. */
export const appSteps = [packages, sqlite, tensorflow, electron, build];

/** What the tests need, except {@link systemPackages}, which not everybody may install. */
export const testSteps = [packages, sqlite, tensorflow, electron, node24, build];

/** What beside the command's needs a grid needs here: a Node that runs it. */
export const gridSteps = [node24];

export { systemPackages };
