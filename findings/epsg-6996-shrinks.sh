#!/bin/sh
# EPSG:6996 and EPSG:6997, NAD83(2011) / San Francisco CS13, have a scale of 1.000007e-06 in PROJ's database (pyproj 3.7.2, PROJ 9.5.1), as EPSG
# published them before it withdrew them for EPSG:7131 and 7132: all of the city lies within a metre, and no error is raised. A
# file that states one of these codes is measured a million times too small, or lies in one place.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pyproj==3.7.2
"$folder/venv/bin/python" - <<'PY'
import warnings

import pyproj
from pyproj import CRS, Transformer

warnings.simplefilter('ignore')
print('pyproj', pyproj.__version__, 'PROJ', pyproj.proj_version_str)


def width_m(code):
    to = Transformer.from_crs(4269, code, always_xy=True)
    return to.transform(-122.36, 37.75)[0] - to.transform(-122.52, 37.75)[0]


for code in (6996, 7131):
    crs = CRS.from_epsg(code)
    print(f'EPSG:{code} {crs.name}: withdrawn {crs.is_deprecated}, 0.16 degrees of longitude are {width_m(code):.3f} m')
assert CRS.from_epsg(6996).is_deprecated and 0.01 < width_m(6996) < 0.02
assert not CRS.from_epsg(7131).is_deprecated and 14_000 < width_m(7131) < 14_200
PY
