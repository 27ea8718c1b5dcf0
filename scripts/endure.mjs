#!/usr/bin/env node
/** Kills the program, fills its disk and damages its files, and counts what is lost; see docs/endurance.md. */
import { join } from 'node:path';
import { become } from './become.mjs';
import { keepMemory } from './keepMemory.mjs';
import { repoRoot } from './setup/paths.mjs';
import { setUpOrExit } from './setup/setUp.mjs';
import { commandSteps } from './setup/steps.mjs';

await setUpOrExit(commandSteps);
become(process.execPath, [join(repoRoot, 'out', 'main', 'endure.js'), ...process.argv.slice(2)], keepMemory);
