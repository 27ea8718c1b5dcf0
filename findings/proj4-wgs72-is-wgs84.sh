#!/bin/sh
# proj4 2.22.0 has no ellipsoid WGS72: its table calls it "WGS7", and an unknown ellipsoid is silently replaced by WGS 84. EPSG:32201
# (WGS 72 / UTM zone 1N), as PROJ writes it, lies 1.4 m off at 40 degrees north, and so does any definition with a misspelt +ellps.
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
const axis = (figure) => new proj4.Proj(`+proj=longlat ${figure}`).a;
console.log('semi-major axis of +ellps=WGS72:', axis('+ellps=WGS72'), '| of +ellps=WGS7:', axis('+ellps=WGS7'), '| of +ellps=nonsense:', axis('+ellps=nonsense'), '| by definition: 6378135');
const lat = (figure) => proj4(`+proj=utm +zone=1 ${figure} +towgs84=0,0,4.5,0,0,0.554,0.219`, 'WGS84', [500000, 4427757])[1];
const offM = (lat('+ellps=WGS72') - lat('+a=6378135 +rf=298.26')) * 111_000;
console.log('metres between places by its name and by its measures:', offM.toFixed(2));
process.exit(axis('+ellps=WGS72') === 6378137 && axis('+ellps=WGS7') === 6378135 && Math.abs(offM) > 1 ? 0 : 1);
JS
node run.cjs
