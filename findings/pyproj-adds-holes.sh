#!/bin/sh
# pyproj's Geod adds a polygon's hole to its area, without a warning, where the hole runs in the same direction as the outline. GeoJSON
# from before RFC 7946 has such rings, its readers are told not to refuse them (section 3.1.6), and GDAL and shapely pass them on as
# they are: both call the polygon valid, and its area in the plane is right. Orient the rings by shapely.geometry.polygon.orient
# first. Exits with 1 when this no longer holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --only-binary :all: pyproj==3.7.2 shapely==2.1.2 pyogrio==0.12.1 numpy==2.3.5
cat > lake.geojson <<'JSON'
{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [
  [[9.5, 47.0], [9.6, 47.0], [9.6, 47.1], [9.5, 47.1], [9.5, 47.0]],
  [[9.52, 47.02], [9.58, 47.02], [9.58, 47.08], [9.52, 47.08], [9.52, 47.02]]]}}
JSON
cat > try.py <<'PY'
import pyogrio, pyproj, shapely
from shapely.geometry import Polygon
from shapely.geometry.polygon import orient

wkb = pyogrio.raw.read('lake.geojson')[2][0]
polygon = shapely.from_wkb(wkb)
geod = pyproj.Geod(ellps='WGS84')
area = lambda shape: abs(geod.geometry_area_perimeter(shape)[0])
outline, hole = area(Polygon(polygon.exterior)), area(Polygon(polygon.interiors[0]))
as_read, turned = area(polygon), area(orient(polygon))
print(f'pyproj {pyproj.__version__}, shapely {shapely.__version__}, GDAL {pyogrio.__gdal_version_string__}')
print(f'valid: {polygon.is_valid}; area in the plane {polygon.area:.6f} square degrees (0.01 - 0.0036)')
print(f'outline {outline:.0f} m2, hole {hole:.0f} m2')
print(f'as read {as_read:.0f} m2, turned {turned:.0f} m2')
same = lambda a, b: abs(a - b) < 1
is_so = polygon.is_valid and abs(polygon.area - 0.0064) < 1e-9 and same(as_read, outline + hole) and same(turned, outline - hole)
raise SystemExit(0 if is_so else 1)
PY
venv/bin/python try.py
