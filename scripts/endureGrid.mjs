#!/usr/bin/env node
/** Kills, stops and cuts off the workers of a grid and fills its disk, and counts what is lost or doubled; see docs/endurance.md. */
import { join } from 'node:path';
import { become } from './become.mjs';
import { repoRoot } from './setup/paths.mjs';
import { readRuntimes } from './setup/runtimes.mjs';
import { setUpOrExit } from './setup/setUp.mjs';
import { commandSteps, gridSteps } from './setup/steps.mjs';

await setUpOrExit([...commandSteps, ...gridSteps]);
process.chdir(repoRoot);
const node = readRuntimes().node24?.path ?? process.execPath;
// Disks and networks of its own, which end with it.
become('unshare', ['-m', node, join(repoRoot, 'out', 'main', 'endureGrid.js'), ...process.argv.slice(2)], {});
