#!/bin/sh
# proj4 2.22.0 throws a string, not an Error, for a projection that it lacks: `error.message` and `error.stack` are
# undefined and `instanceof Error` is false, so that code that logs or wraps errors by these loses the message. PROJ has the
# projection (Laborde, EPSG:8441, Madagascar).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund proj4@2.22.0
cat >run.cjs <<'JS'
const loaded = require('proj4');
const proj4 = loaded.default ?? loaded;
console.log('proj4', require('proj4/package.json').version);
const definition = '+proj=labrd +lat_0=-18.9 +lon_0=46.4372291666667 +azi=18.9 +k=0.9995 +x_0=400000 +y_0=800000 +ellps=intl';
let thrown = null;
try {
  proj4(definition, 'WGS84', [400000, 800000]);
} catch (error) {
  thrown = error;
}
console.log('thrown:', typeof thrown, '| instanceof Error:', thrown instanceof Error, '| message:', thrown?.message);
console.log(String(thrown).slice(0, 80));
process.exit(typeof thrown === 'string' ? 0 : 1);
JS
node run.cjs
