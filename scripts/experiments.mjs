#!/usr/bin/env node
/** Measures encoders and maps on the protocols of docs/experiments, and runs every experiment of the paper. */
import { join } from 'node:path';
import { become } from './become.mjs';
import { keepMemory } from './keepMemory.mjs';
import { repoRoot } from './setup/paths.mjs';
import { setUpOrExit } from './setup/setUp.mjs';
import { commandSteps } from './setup/steps.mjs';

await setUpOrExit(commandSteps);
become(
  process.execPath,
  [join(repoRoot, 'out', 'main', 'experiments.js'), ...process.argv.slice(2)],
  keepMemory,
);
