'use strict';
// Loads the modules named on the command line from the folder that is the first argument, and prints every file that
// this loaded, as JSON.

const { createRequire } = require('node:module');
const path = require('node:path');

const [folder, ...names] = process.argv.slice(2);
const load = createRequire(path.join(folder, 'package.json'));
for (const name of names) load(name);
const own = __filename;
process.stdout.write(`loaded ${JSON.stringify(Object.keys(require.cache).filter((file) => file !== own))}\n`);
