import { availableParallelism } from 'node:os';
import { packages } from './setup/packages.mjs';
import { setUpOrExit } from './setup/setUp.mjs';
import { totalLine } from './testing/outcome.mjs';
import { runChecks } from './testing/runner.mjs';
import { staticChecks } from './testing/staticChecks.mjs';

await setUpOrExit([packages]);
const outcomes = await runChecks(staticChecks(), Math.min(4, availableParallelism()));
console.log(totalLine(outcomes));
process.exit(outcomes.some(({ failed }) => failed > 0) ? 1 : 0);
