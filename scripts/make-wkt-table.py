"""Writes src/main/engine/export/esriWkt.json: how ArcGIS writes the systems of src/main/terrain/geo/epsg.json, for .prj files and
the like.

    pip install pyproj brotli && python3 scripts/make-wkt-table.py

Lines of code|text, packed by Brotli, in base64. Left out is what would be read back as something else: systems whose coordinates
run to the west or south, and those that PROJ does not recognise in ArcGIS's words.
"""

import base64
import functools
import json
import math
import pathlib
import warnings

import brotli
import pyproj
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

ROOT = pathlib.Path(__file__).parent.parent
TABLE = ROOT / 'src/main/terrain/geo/epsg.json'
TARGET = ROOT / 'src/main/engine/export/esriWkt.json'


def middle(crs):
    west, south, east, north = crs.area_of_use.bounds
    turn = 360 if east < west else 0
    return (west + east + turn) / 2, max(-89, min(89, (south + north) / 2))


def away(one, other, geographic):
    """How far two places of one system are apart, metres; roughly in feet where it counts these."""
    metres = 111_320 if geographic else 1
    return math.hypot(one[0] - other[0], one[1] - other[1]) * metres


@functools.lru_cache(maxsize=None)
def same_datum(one, other, lon, lat):
    """Whether degrees of two systems mean the same place on WGS 84, to a centimetre."""
    places = [Transformer.from_crs(CRS.from_wkt(text), 4326, always_xy=True).transform(lon, lat) for text in (one, other)]
    return away(*places, True) < 0.01


def wkt_of(code, definition):
    """The text of a system; None where it would be read back as another one, or with other coordinates than are written here."""
    crs = CRS.from_epsg(code)
    flat = (crs.sub_crs_list[0] if crs.is_compound else crs).to_2d()
    text = flat.to_wkt('WKT1_ESRI')
    if text is None or crs.area_of_use is None:
        return None
    lon, lat = middle(crs)
    known = ' '.join(part for part in definition.split() if not part.startswith('+towgs84'))
    read = CRS.from_wkt(text)

    def forward(target):
        return Transformer.from_crs(target.geodetic_crs, target, always_xy=True).transform(lon, lat, errcheck=True)

    place = forward(flat)
    if not away(place, forward(CRS(known)), flat.is_geographic) < 0.002:
        return None
    if not away(place, forward(read), flat.is_geographic) < 0.002:
        return None
    return text if same_datum(flat.geodetic_crs.to_wkt(), read.geodetic_crs.to_wkt(), round(lon), round(lat)) else None


def main():
    warnings.simplefilter('ignore')
    lines, left_out = [], []
    for row in json.loads(TABLE.read_text())['crs']:
        code, _, definition, _ = row.split('|')
        try:
            text = wkt_of(int(code), definition)
        except (CRSError, ProjError, TypeError):
            text = None
        if text is None:
            left_out.append(code)
        else:
            lines.append(f'{code}|{text}')
    packed = brotli.compress('\n'.join(lines).encode(), quality=11, lgwin=24)
    table = {
        'source': f'EPSG Geodetic Parameter Dataset in PROJ {pyproj.proj_version_str}, by scripts/make-wkt-table.py',
        'terms': 'EPSG Dataset, owned by IOGP, https://epsg.org/terms-of-use.html; PROJ, MIT',
        'brotli': base64.b64encode(packed).decode(),
    }
    TARGET.write_text(json.dumps(table, indent=2) + '\n')
    print(len(lines), 'systems,', len(left_out), 'left out:', *left_out)


main()
