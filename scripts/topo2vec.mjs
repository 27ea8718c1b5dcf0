#!/usr/bin/env node
import { join } from 'node:path';
import { become } from './become.mjs';
import { repoRoot } from './setup/paths.mjs';
import { setUpOrExit } from './setup/setUp.mjs';
import { commandSteps } from './setup/steps.mjs';

await setUpOrExit(commandSteps);

// glibc reads these when a process starts. Memory that is kept instead of given back makes training faster.
const keepMemory = '10000000000';
become(process.execPath, [join(repoRoot, 'out', 'main', 'cli.js'), ...process.argv.slice(2)], {
  MALLOC_TRIM_THRESHOLD_: keepMemory,
  MALLOC_MMAP_THRESHOLD_: keepMemory,
});
