#!/bin/sh
# proj4 2.22.0 leaves the false easting and northing out of forward sinusoidal (+proj=sinu) and Eckert VI (+proj=eck6), but subtracts them
# in the inverse: a round trip is off by the false easting. PROJ 9.5 puts the place of the projection's
# origin at x = 500000, y = 100000. MODIS tiles have none, so the fault goes unnoticed there.
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
let wrong = 0;
for (const projection of ['sinu', 'eck6', 'moll']) {
  const definition = `+proj=${projection} +lon_0=10 +x_0=500000 +y_0=100000 +R=6371000`;
  const there = proj4('WGS84', definition, [10, 0]);
  const back = proj4(definition, 'WGS84', there);
  console.log(projection, 'x, y of the origin:', there, '| comes back as', back, '| PROJ: 500000, 100000');
  if (Math.abs(there[0] - 500000) > 1) wrong++;
}
// Mollweide is correct.
process.exit(wrong === 2 ? 0 : 1);
JS
node run.cjs
