#!/usr/bin/env bash
# geotiff 3.0.5 (geotiff.js) cannot read a LERC GeoTIFF of unsigned 32-bit integers that GDAL wrote: lerc 3.0.0, which
# its dependency, calls DataView.getUInt32, whose name is getUint32. The same values as int32 are read correctly.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check rasterio==1.4.4 numpy==2.3.5
venv/bin/python - <<'PYTHON'
import warnings

import numpy as np
import rasterio

warnings.simplefilter('ignore')
print('rasterio', rasterio.__version__, 'GDAL', rasterio.__gdal_version__)
values = np.arange(64 * 64).reshape(64, 64) ** 2 + 100_000_000
for kind in ('int32', 'uint32'):
    profile = {'driver': 'GTiff', 'width': 64, 'height': 64, 'count': 1, 'dtype': kind, 'compress': 'LERC'}
    with rasterio.open(f'{kind}.tif', 'w', **profile) as target:
        target.write(values.astype(kind), 1)
PYTHON
npm init -y >/dev/null
npm install --silent --no-audit --no-fund geotiff@3.0.5 lerc@3.0.0
cat >run.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { fromArrayBuffer } from 'geotiff';
const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log('geotiff', versionOf('geotiff'), 'lerc', versionOf('lerc'));
const seen = {};
for (const kind of ['int32', 'uint32']) {
  const { buffer, byteOffset, length } = readFileSync(`${kind}.tif`);
  const image = await (await fromArrayBuffer(buffer.slice(byteOffset, byteOffset + length))).getImage();
  seen[kind] = await image.readRasters().then(
    ([values]) => (values.every((value, i) => value === i * i + 100_000_000) ? 'right' : 'wrong'),
    (error) => error.message,
  );
  console.log(`${kind}: ${seen[kind]}`);
}
process.exit(seen.int32 === 'right' && /getUInt32 is not a function/.test(seen.uint32) ? 0 : 1);
JS
node run.mjs
