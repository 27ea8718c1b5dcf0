#!/usr/bin/env bash
# GDAL 3.10.3 (rasterio 1.4.4) swaps the bytes of values before it compresses them with LERC into a big-endian TIFF, so that
# MAX_Z_ERROR bounds the error of the swapped numbers, not of the elevations: with COMPRESS=LERC, MAX_Z_ERROR=0.01 and
# ENDIANNESS=BIG, whole metres from 500 to 1523 come back up to hundreds of metres off. Little-endian files respect the bound.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check rasterio==1.4.4 numpy==2.3.5
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import sys
import warnings

import numpy as np
import rasterio

warnings.simplefilter('ignore')
print('rasterio', rasterio.__version__, 'GDAL', rasterio.__gdal_version__)
elevations = (np.arange(64 * 64).reshape(64, 64) // 4 + 500).astype('float32')
errors = {}
for endianness in ('LITTLE', 'BIG'):
    path = f'{sys.argv[1]}/{endianness}.tif'
    options = {'compress': 'LERC', 'MAX_Z_ERROR': 0.01, 'ENDIANNESS': endianness}
    with rasterio.open(path, 'w', driver='GTiff', width=64, height=64, count=1, dtype='float32', **options) as target:
        target.write(elevations, 1)
    with rasterio.open(path) as source:
        errors[endianness] = float(np.abs(source.read(1) - elevations).max())
    print(f'{endianness}: MAX_Z_ERROR 0.01, largest error {errors[endianness]:.3f} m')
sys.exit(0 if errors['LITTLE'] <= 0.011 and errors['BIG'] > 100 else 1)
PYTHON
