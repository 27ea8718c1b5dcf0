#!/usr/bin/env node
/** Trains the encoder that ships with the program; docs/pretraining.md has the command that made it. */
import { join } from 'node:path';
import { become } from './become.mjs';
import { keepMemory } from './keepMemory.mjs';
import { repoRoot } from './setup/paths.mjs';
import { setUpOrExit } from './setup/setUp.mjs';
import { commandSteps } from './setup/steps.mjs';

await setUpOrExit(commandSteps);
become(
  process.execPath,
  [join(repoRoot, 'out', 'main', 'pretrain.js'), ...process.argv.slice(2)],
  keepMemory,
);
