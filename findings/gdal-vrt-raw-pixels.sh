#!/bin/sh
# The same values as GeoTIFF and as ESRI BIL give different pixels through a GDAL VRT whose piece lies between pixels: for GeoTIFF
# GDAL takes the value below the centre of each pixel, for raw formats it leaves the fraction of the piece's position out, and
# counts from the pixel's corner. Convert pieces to GeoTIFF first. Exits with 1 when this no longer holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check --only-binary :all: rasterio==1.4.4 numpy==2.2.6
env/bin/python - <<'PY'
import sys

import numpy as np
import rasterio
from rasterio.transform import from_origin

values = np.arange(100, 107, dtype='int16').reshape(1, 7)
for driver, name in (('GTiff', 'piece.tif'), ('EHdr', 'piece.bil')):
    place = {'crs': 'EPSG:32632', 'transform': from_origin(540000, 5225000, 30, 30)}
    with rasterio.open(name, 'w', driver=driver, width=7, height=1, count=1, dtype='int16', **place) as target:
        target.write(values, 1)


def through(name):
    with open('mosaic.vrt', 'w') as file:
        file.write(f'''<VRTDataset rasterXSize="8" rasterYSize="1">
  <GeoTransform>540000, 30, 0, 5225000, 0, -30</GeoTransform>
  <VRTRasterBand dataType="Int16" band="1"><SimpleSource>
    <SourceFilename relativeToVRT="1">{name}</SourceFilename><SourceBand>1</SourceBand>
    <SrcRect xOff="0" yOff="0" xSize="7" ySize="1"/><DstRect xOff="0.4" yOff="0" xSize="7" ySize="1"/>
  </SimpleSource></VRTRasterBand>
</VRTDataset>''')
    with rasterio.open('mosaic.vrt') as source:
        return source.read(1).ravel().tolist()


tif, bil = through('piece.tif'), through('piece.bil')
print(f'GDAL {rasterio.__gdal_version__}; a piece of {values.ravel().tolist()} at column 0.4 of a mosaic')
print('as GeoTIFF:', tif)
print('as BIL:    ', bil)
sys.exit(0 if tif != bil and tif == [100, 101, 102, 103, 104, 105, 106, 106] else 1)
PY
