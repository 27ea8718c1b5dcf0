#!/usr/bin/env node
/**
 * Measures speeds on this machine, each together with other software in the same run. Arguments: a DTM, by default the sample's;
 * `--only` with names of rows (`test/bench/benches.ts`), separated by commas.
 */
import { join } from 'node:path';
import { become } from './become.mjs';
import { keepMemory } from './keepMemory.mjs';
import { benchRivals } from './setup/benchRivals.mjs';
import { repoRoot } from './setup/paths.mjs';
import { setUpOrExit } from './setup/setUp.mjs';
import { commandSteps } from './setup/steps.mjs';

await setUpOrExit(commandSteps);
become(process.execPath, [join(repoRoot, 'out', 'main', 'bench.js'), ...process.argv.slice(2)], {
  ...keepMemory,
  ...(await benchRivals()),
});
