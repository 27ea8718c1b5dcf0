'use strict';
// Main module of an Electron without an app of its own: runs the app whose folder is the first argument that is not an
// option, as the app inside the official download does.

const { app } = require('electron');
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const given = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (given === undefined) {
  process.stderr.write('Name the folder of the app to run.\n');
  process.exit(2);
}
const folder = path.resolve(given);
const about = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));

Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
app.setVersion(about.version);
app.setName(about.productName ?? about.name);
app.setAppPath(folder);
Module._load(folder, module, true);
