"""Writes src/main/terrain/geo/epsg.json: what the EPSG data set knows of two-dimensional coordinate reference systems,
as proj4 definitions with the shift of their datum to WGS 84.

    pip install pyproj && python3 scripts/make-epsg-table.py

Each row: code|name|proj4 definition|name in ArcGIS.

The package epsg-index holds the same systems, but takes the rotations of coordinate-frame shifts for position-vector
ones: RT90 lies 240 m off with it. PROJ's own data base has them right, which is why the table is made from that.
"""

import functools
import json
import pathlib
import re
import warnings

import pyproj
from pyproj import CRS
from pyproj.aoi import AreaOfInterest
from pyproj.enums import PJType
from pyproj.exceptions import CRSError
from pyproj.transformer import TransformerGroup

KINDS = [PJType.PROJECTED_CRS, PJType.GEOGRAPHIC_2D_CRS, PJType.GEOGRAPHIC_3D_CRS, PJType.COMPOUND_CRS]
TARGET = pathlib.Path(__file__).parent.parent / 'src/main/terrain/geo/epsg.json'
# proj4js places what runs west or south as if it ran east and north, which is how north-up rasters count.
NOT_NEEDED = re.compile(r' \+(type=crs|no_defs|wktext|axis=\w+|vunits=\S+|vto_meter=\S+|geoidgrids=\S+)')


@functools.lru_cache(maxsize=None)
def shift(datum_code, west, south, east, north):
    """The seven parameters (position vector) of the best shift in an area that needs no grid file; None without one."""
    area = AreaOfInterest(west, south, east, north)
    try:
        group = TransformerGroup(datum_code, 4326, always_xy=True, allow_ballpark=False, area_of_interest=area)
    except IndexError:  # pyproj, where PROJ knows no operation at all
        return None
    for transformer in group.transformers:
        definition = transformer.definition
        steps = re.findall(r'proj=(\w+)', definition)
        helmerts = re.findall(r'proj=helmert (.*?)(?: step|$)', definition)
        if set(steps) - {'pipeline', 'noop', 'helmert', 'unitconvert', 'axisswap', 'push', 'pop', 'cart', 'longlat'}:
            continue
        if len(helmerts) > 1:
            continue
        if not helmerts or 'dx=' in helmerts[0] or 't_epoch' in helmerts[0]:
            return (0.0,) * 7
        values = dict(re.findall(r'(\w+)=(\S+)', helmerts[0]))
        sign = -1 if values.get('convention') == 'coordinate_frame' else 1
        numbers = [float(values.get(key, 0)) for key in ('x', 'y', 'z', 'rx', 'ry', 'rz', 's')]
        return tuple(sign * n if 3 <= i < 6 else n for i, n in enumerate(numbers))
    return None


def definition(crs):
    flat = crs.sub_crs_list[0] if crs.is_compound else crs
    if flat.is_geographic and abs(flat.axis_info[0].unit_conversion_factor - 0.017453292519943295) > 1e-12:
        return None
    try:
        text = NOT_NEEDED.sub('', flat.to_proj4())
    except CRSError:
        return None
    # proj4js has no projection of an ellipsoid as a sphere of its own (R_A).
    if '+proj=' not in text or '+R_A' in text:
        return None
    if '+datum=WGS84' in text or '+nadgrids=@null' in text or '+R=' in text:
        return text
    text = re.sub(r'\+datum=\S+', lambda match: {'+datum=NAD83': '+ellps=GRS80', '+datum=NAD27': '+ellps=clrk66'}[match[0]], text)
    area = crs.area_of_use
    code = flat.geodetic_crs.to_2d().to_epsg() or flat.geodetic_crs.to_epsg()
    if area is None or code is None:
        return text
    parameters = shift(code, *(max(low, min(high, edge)) for edge, (low, high) in zip(area.bounds, [(-180, 180), (-90, 90)] * 2)))
    if parameters is None:
        return text
    short = parameters if any(parameters[3:]) else parameters[:3]
    return f'{text} +towgs84={",".join(f"{n:.15g}" for n in short)}'


def esri_name(crs):
    """The name that ArcGIS gives it in .prj files; empty where it has none."""
    if crs.is_compound or len(crs.axis_info) > 2:
        return ''
    try:
        return re.match(r'\w+\["([^"]*)"', crs.to_wkt('WKT1_ESRI') or '[')[1]
    except (CRSError, TypeError):
        return ''


def main():
    warnings.simplefilter('ignore')
    rows = []
    codes = {int(code) for kind in KINDS for code in pyproj.get_codes('EPSG', kind, allow_deprecated=True)}
    # A name may stand for a deprecated entry and for the one that replaced it, which comes first.
    for _, code in sorted((CRS.from_epsg(code).is_deprecated, code) for code in codes):
        crs = CRS.from_epsg(code)
        text = definition(crs)
        if text is not None:
            rows.append(f'{code}|{crs.name}|{text}|{esri_name(crs)}')
    table = {
        'source': f'EPSG Geodetic Parameter Dataset in PROJ {pyproj.proj_version_str}, by scripts/make-epsg-table.py',
        'terms': 'EPSG Dataset, owned by IOGP, https://epsg.org/terms-of-use.html; PROJ, MIT',
        'crs': rows,
    }
    TARGET.write_text(json.dumps(table, indent=2, ensure_ascii=False) + '\n')
    print(len(rows), 'coordinate reference systems')


main()
