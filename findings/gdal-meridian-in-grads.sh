#!/bin/sh
# GDAL 3.10.3 (in rasterio 1.4.4) moves a file by 2.3 degrees (170 km) when it writes a GeoTIFF in a custom system on
# NTF (Paris), whose angles are grads, and reads it again: GeogPrimeMeridianLongGeoKey gets 0.0367 (degrees times the radians of a
# grad) instead of 2.5969 grads, and is read back as 0.0268. Systems with a code such as EPSG:27572 are not affected, since only their code
# is written.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet rasterio==1.4.4 tifffile==2025.5.10
cat >run.py <<'PY'
import re, sys
import numpy, rasterio, tifffile
from rasterio.transform import from_origin
from rasterio.warp import transform

print('GDAL', rasterio.__gdal_version__)
# Lambert zone II with another false easting, without the codes that would say what it was made from.
wkt = re.sub(r',AUTHORITY\["EPSG","\d+"\]', '', rasterio.crs.CRS.from_epsg(27572).to_wkt())
crs = rasterio.crs.CRS.from_wkt(wkt.replace('NTF (Paris) / Lambert zone II', 'Valley grid').replace('600000', '700000'))
with rasterio.open('a.tif', 'w', driver='GTiff', width=1, height=1, count=1, dtype='uint8', crs=crs, transform=from_origin(7e5, 2.2e6, 1, 1)) as file:
    file.write(numpy.ones((1, 1, 1), 'uint8'))
tags = tifffile.TiffFile('a.tif').pages[0].tags
keys, doubles = tags[34735].value, tags[34736].value
entries = {keys[i]: keys[i + 1:i + 4] for i in range(4, len(keys), 4)}
unit, meridian = entries[2054][2], doubles[entries[2061][2]]
print('GeogAngularUnits:', unit, '(the grad) | GeogPrimeMeridianLong:', meridian, '| Paris lies at 2.5969213 grads')
back = rasterio.open('a.tif').crs
there, again = (transform(each, 'EPSG:4326', [7e5], [2.2e6])[0][0] for each in (crs, back))
print('longitude of the corner, as written:', there, '| as read again:', again)
sys.exit(0 if unit == 9105 and abs(meridian - 0.036713) < 1e-5 and 2.2 < there - again < 2.4 else 1)
PY
env/bin/python run.py
