#!/bin/sh
# GDAL 3.12 (pyogrio 0.13) takes the coordinate system of a GeoPackage from organization and organization_coordsys_id alone:
# a definition that says `undefined`, or another system altogether, goes unnoticed. Only where the organization is one
# that it does not know is the definition used, and the same file then lies in the other system. So a writer that copies a
# definition wrongly looks right in QGIS, and wrong in any program that reads the definition as OGC 12-128r18 (requirement 10) has it.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet pyogrio==0.13.0 geopandas==1.2.0 pyproj==3.7.2
cd "$folder"
env/bin/python - <<'PY'
import sqlite3, sys, warnings

import geopandas
import pyogrio
from pyproj import CRS
from shapely.geometry import Point

warnings.simplefilter('ignore')
geopandas.GeoDataFrame({'a': [1]}, geometry=[Point(2760000, 1220000)], crs=2056).to_file('a.gpkg')
print('GDAL', '.'.join(map(str, pyogrio.__gdal_version__)))


def crs_with(organization, definition):
    with sqlite3.connect('a.gpkg') as file:
        file.execute(
            'UPDATE gpkg_spatial_ref_sys SET organization = ?, definition = ? WHERE srs_id = 2056',
            (organization, definition),
        )
    return pyogrio.read_info('a.gpkg')['crs']


other = CRS.from_epsg(32632).to_wkt('WKT1_GDAL')
seen = [crs_with('EPSG', 'undefined'), crs_with('EPSG', other), crs_with('NONE', other)]
print('definition undefined:', seen[0], '| of EPSG:32632:', seen[1], '| the same, organization NONE:', seen[2])
sys.exit(0 if seen == ['EPSG:2056', 'EPSG:2056', 'EPSG:32632'] else 1)
PY
