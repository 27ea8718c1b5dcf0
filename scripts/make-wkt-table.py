"""Writes src/main/engine/export/esriWkt.json: how ArcGIS writes the systems of src/main/terrain/geo/epsg.json, for .prj files and
the like.

    pip install pyproj brotli && python3 scripts/make-wkt-table.py

Lines of code|text, packed by Brotli, in base64. Left out is what would be read back as something else: systems whose coordinates
run to the west or south, and those that PROJ does not recognise in ArcGIS's words.
"""

import base64
import json
import math
import pathlib
import warnings

import brotli
import pyproj
from pyproj import CRS
from pyproj.exceptions import CRSError

ROOT = pathlib.Path(__file__).parent.parent
TABLE = ROOT / 'src/main/terrain/geo/epsg.json'
TARGET = ROOT / 'src/main/engine/export/esriWkt.json'


def numbers(crs):
    """The projection with its parameters, ellipsoid and unit, as PROJ counts them; what only names things is left out."""
    values = crs.to_dict()
    ellipsoid = crs.ellipsoid
    values.update(a=ellipsoid.semi_major_metre, rf=ellipsoid.inverse_flattening)
    for name in ('type', 'no_defs', 'wktext', 'datum', 'ellps', 'towgs84', 'nadgrids', 'b', 'R'):
        values.pop(name, None)
    return values


def are_same(one, other):
    """Whether two sets of numbers differ by no more than the digits that ArcGIS writes."""
    if one.keys() != other.keys():
        return False
    return all(
        math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9) if isinstance(a, float) and isinstance(b, float) else a == b
        for a, b in ((one[key], other[key]) for key in one)
    )


def wkt_of(code):
    """The text of a system; None where it would be read back as another one, or counts to the west or south."""
    crs = CRS.from_epsg(code)
    flat = (crs.sub_crs_list[0] if crs.is_compound else crs).to_2d()
    text = flat.to_wkt('WKT1_ESRI')
    if text is None or 'axis' in flat.to_dict():
        return None
    read = CRS.from_wkt(text)
    if not are_same(numbers(flat), numbers(read)):
        return None
    # Programs find the shift by the datum's name; ArcGIS's WKT has no ensembles.
    plain = [each.datum.name.removesuffix(' ensemble') for each in (read, flat)]
    return text if plain[0] == plain[1] else None


def main():
    warnings.simplefilter('ignore')
    lines, left_out = [], []
    for row in json.loads(TABLE.read_text())['epsg']:
        code, _, definition = row.split('|')[:3]
        # Nothing is written in a CRS that cannot be calculated.
        if definition.startswith('!'):
            continue
        try:
            text = wkt_of(int(code))
        except (CRSError, TypeError):
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
