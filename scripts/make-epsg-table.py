"""Writes what the EPSG data set knows, as PROJ has it, for src/main/terrain/geo:

    pip install pyproj==3.7.2 && python3 scripts/make-epsg-table.py

- epsg.json: two-dimensional coordinate reference systems of EPSG and ESRI as proj4 definitions with the shift of their
  datum to WGS 84. Each row: code|name|definition|accuracy in metres|name in ArcGIS|index of the area.
  A system whose definition proj4 cannot have is listed with the reason in its place, after a "!".
- geodesy.json: ellipsoids, prime meridians, datums, conversions and units by their codes, of which files make systems of
  their own.

Coordinates count along the axes of the system, except that east comes before north.
"""

import json
import math
import pathlib
import re
import sqlite3
import warnings

import numpy
import pyproj
from pyproj import CRS, Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.enums import PJType
from pyproj.exceptions import CRSError, ProjError
from pyproj.transformer import TransformerGroup

KINDS = [PJType.PROJECTED_CRS, PJType.GEOGRAPHIC_2D_CRS, PJType.GEOGRAPHIC_3D_CRS, PJType.COMPOUND_CRS]
FOLDER = pathlib.Path(__file__).parent.parent / 'src/main/terrain/geo'
NOT_NEEDED = re.compile(r' \+(type=crs|no_defs|wktext|vunits=\S+|vto_meter=\S+|geoidgrids=\S+|units=m(?= |$))')
# Names of the ellipsoids of PROJ's datums in proj4js.
DATUM_ELLIPSOIDS = {'+datum=NAD83': '+ellps=GRS80', '+datum=NAD27': '+ellps=clrk66'}
# Datums on these ellipsoids are within some metres of WGS 84.
MODERN = {6378137.0}
# Positional error on an older ellipsoid without a known datum shift, metres.
NO_SHIFT_ACCURACY_M = 1000
DEGREE = 0.017453292519943295
# Candidate operations, in PROJ's own order.
MOST_OPERATIONS = 12


def bounded(bounds):
    west, south, east, north = bounds
    return max(-180, west), max(-90, south), min(180, east), min(90, north)


def places_of(bounds, columns=3):
    """Places in an area, columns x columns, at shares of it that no boundary is likely to run along."""
    west, south, east, north = bounds
    east = east + 360 if east < west else east
    shares = [0.15 + 0.7 * i / (columns - 1) for i in range(columns)]
    lon = numpy.array([(west + (east - west) * u + 180) % 360 - 180 for _ in shares for u in shares])
    lat = numpy.array([south + (north - south) * v for v in shares for _ in shares])
    return lon, lat


def apart(lon, lat, other_lon, other_lat):
    """Metres between places, infinity where one of them is none."""
    turn = (numpy.asarray(lon) - other_lon + 180) % 360 - 180
    metres = 111_320 * numpy.hypot(turn * numpy.cos(numpy.radians(other_lat)), numpy.asarray(lat) - other_lat)
    return numpy.where(numpy.isfinite(metres), metres, math.inf)


def stated_shift(transformer):
    """The seven parameters (position vector) of an operation that is one shift in PROJ's form; None of another."""
    text = transformer.definition
    steps = set(re.findall(r'proj=(\w+)', text))
    helmerts = re.findall(r'(inv )?proj=helmert (.*?)(?: step|$)', text)
    if steps <= {'pipeline', 'noop', 'unitconvert', 'axisswap', 'longlat'} and not helmerts:
        return (0.0,) * 7
    if steps - {'pipeline', 'noop', 'helmert', 'unitconvert', 'axisswap', 'push', 'pop', 'cart', 'longlat'} or len(helmerts) != 1:
        return None
    inverse, parameters = helmerts[0]
    if inverse or 't_epoch' in parameters or 'exact' in parameters:
        return None
    values = dict(re.findall(r'(\w+)=(\S+)', parameters))
    sign = -1 if values.get('convention') == 'coordinate_frame' else 1
    numbers = [float(values.get(key, 0)) for key in ('x', 'y', 'z', 'rx', 'ry', 'rz', 's')]
    return tuple(sign * n if 3 <= i < 6 else n for i, n in enumerate(numbers))


def fitted_shift(transformer, geodetic, bounds):
    """The seven parameters that come nearest to an operation of another form, by least squares over its area."""
    lon, lat = places_of(bounds, 7)
    ellipsoid = geodetic.ellipsoid
    old = Transformer.from_pipeline(
        f'+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart '
        f'+a={ellipsoid.semi_major_metre} +b={ellipsoid.semi_minor_metre}'
    )
    new = Transformer.from_pipeline('+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart +ellps=WGS84')
    to_lon, to_lat = transformer.transform(lon, lat)
    meridian = geodetic.prime_meridian.longitude * geodetic.prime_meridian.unit_conversion_factor / DEGREE
    scale = geodetic.axis_info[0].unit_conversion_factor / DEGREE
    zero = numpy.zeros_like(lon)
    source = numpy.array(old.transform(lon * scale + meridian, lat * scale, zero)).T
    target = numpy.array(new.transform(to_lon, to_lat, zero)).T
    keep = numpy.isfinite(source).all(1) & numpy.isfinite(target).all(1)
    source, target = source[keep], target[keep]
    if len(source) < 9:
        return None
    rows = []
    for x, y, z in source:
        rows += [[1, 0, 0, 0, z, -y, x], [0, 1, 0, -z, 0, x, y], [0, 0, 1, y, -x, 0, z]]
    matrix = numpy.array(rows)
    scales = numpy.array([1, 1, 1, 1e6, 1e6, 1e6, 1e6])
    solved, *_ = numpy.linalg.lstsq(matrix / scales, (target - source).reshape(-1), rcond=1e-14)
    solved = solved / scales
    angles = solved[3:6] / (math.pi / 180 / 3600)
    return (*solved[:3], *angles, solved[6] * 1e6)


SHIFTS = {}


def shifts(geodetic, bounds):
    """Shifts to WGS 84 that need no grid file, in PROJ's order for an area: (seven parameters, stated accuracy)."""
    key = (geodetic.to_wkt(), tuple(bounds))
    if key not in SHIFTS:
        SHIFTS[key] = list(find_shifts(geodetic, bounds))
    return SHIFTS[key]


def find_shifts(geodetic, bounds):
    try:
        group = TransformerGroup(
            geodetic, 4326, always_xy=True, allow_ballpark=False, area_of_interest=AreaOfInterest(*bounds)
        )
    except (IndexError, ProjError):  # pyproj, where PROJ knows no operation at all
        return
    for transformer in group.transformers[:MOST_OPERATIONS]:
        parameters = stated_shift(transformer) or fitted_shift(transformer, geodetic, bounds)
        if parameters is not None:
            yield parameters, max(0, transformer.accuracy)


def without_shift(flat):
    """The proj4 definition of a system, without what shifts its datum; or the reason why there is none, after a "!"."""
    try:
        text = NOT_NEEDED.sub('', flat.to_proj4())
    except CRSError:
        return '!projection'
    if '+proj=' not in text:
        return '!projection'
    # PROJ used the sphere until 9.8 and the ellipsoid since: places differ by up to 25 km.
    if '+proj=eqc' in text and '+R=' not in text:
        return '!eqc'
    # proj4js has formulas for the sphere where PROJ has them for the ellipsoid, and ignores false eastings.
    if re.search(r'\+proj=(gnom|ortho|mill|vandg) ', text) and '+R=' not in text:
        return '!projection'
    if re.search(r'\+proj=(sinu|eck6) ', text) and re.search(r'\+[xy]_0=(?!0 )', text):
        return '!projection'
    # EPSG:6996 and 6997, withdrawn: everything lies within a metre.
    if re.search(r'\+k(_0)?=\S+e-0[6-9]', text):
        return '!scale'
    ellipsoid = flat.ellipsoid
    if not 6.3e6 < ellipsoid.semi_major_metre < 6.4e6:
        return '!body'
    text = re.sub(r'\+datum=\S+', lambda match: DATUM_ELLIPSOIDS.get(match[0], match[0]), text)
    if '+R_A' in text:
        a, es = ellipsoid.semi_major_metre, 1 - (ellipsoid.semi_minor_metre / ellipsoid.semi_major_metre) ** 2
        # PROJ's series for the radius of the sphere of equal area.
        radius = a * (1 - es * (1 / 6 + es * (17 / 360 + es * 67 / 3024)))
        if a not in MODERN:
            return '!projection'
        return re.sub(r'\+(datum|ellps)=\S+', f'+R={radius:.10g}', text.replace(' +R_A', ''))
    if '+pm=' in text:
        meridian = flat.prime_meridian
        text = re.sub(r'\+pm=\S+', f'+pm={meridian.longitude * meridian.unit_conversion_factor / DEGREE:.13g}', text)
    return text


def used_by(transformer):
    """What PROJ calls the operation by which it carried the last place."""
    try:
        return transformer.get_last_used_operation().description
    except ProjError:  # pyproj, where there is only one and it changes nothing
        return transformer.description


def definition(crs):
    """(definition, accuracy in metres or None). What counts in grads is a datum to others, but no system by itself."""
    flat = (crs.sub_crs_list[0] if crs.is_compound else crs).to_2d()
    scale = flat.axis_info[0].unit_conversion_factor / DEGREE if flat.is_geographic else 1
    text, accuracy = shifted_definition(flat, crs.area_of_use or flat.area_of_use, scale)
    return (text if abs(scale - 1) < 1e-9 or text.startswith('!') or flat.is_projected else f'!unit {text}'), accuracy


def shifted_definition(flat, area, scale):
    text = without_shift(flat)
    # proj4js's series for these do not converge around the whole globe.
    if re.search(r'\+proj=(cass|poly|vandg) ', text) and area and area.east - area.west > 60:
        return '!projection', None
    if text.startswith('!') or '+nadgrids=@null' in text or '+R=' in text:
        return text, None
    bounds = bounded(area.bounds) if area else (-180, -80, 180, 80)
    places = places_of(bounds)
    try:
        reference = Transformer.from_crs(flat, 4326, always_xy=True)
        x, y = reference.transform(*places, direction='INVERSE')
        by_place = [(*reference.transform(px, py), used_by(reference)) for px, py in zip(x, y)]
    except ProjError:
        return '!projection', None
    lon, lat = (numpy.array([place[i] for place in by_place]) for i in (0, 1))
    known = numpy.array(['allpark' not in place[2] for place in by_place])

    def away(shifted):
        transformer = Transformer.from_crs(CRS(f'{shifted} +type=crs'), 4326, always_xy=True, allow_ballpark=True)
        metres = apart(*transformer.transform(x * scale, y * scale), lon, lat)
        # Outside the areas of all shifts PROJ applies none, and the error is unknown.
        judged = numpy.isfinite(metres) & (known if known.any() else True)
        return metres[judged]

    if '+datum=WGS84' in text:
        return text, None
    candidates = shifts(flat.geodetic_crs, bounds)
    if not candidates:
        modern = flat.ellipsoid.semi_major_metre in MODERN or flat.ellipsoid.inverse_flattening == 0
        return text, None if modern else NO_SHIFT_ACCURACY_M
    tried = []
    for parameters, accuracy in candidates:
        short = parameters if any(parameters[3:]) else parameters[:3]
        shifted = f'{text} +towgs84={",".join(f"{n:.10g}" for n in short)}'
        metres = away(shifted)
        if len(metres) == 0:
            continue
        tried.append((round(float(metres.mean()), 2), len(tried), shifted, accuracy, float(metres.max())))
        if tried[0][4] < 0.5:
            break
    if not tried:
        return '!projection', None
    # PROJ chooses by place; here the shift nearest to its choices, of ties the one that it lists first.
    _, index, shifted, accuracy, farthest = min(tried)
    best = Transformer.from_crs(CRS(f'{tried[0][2]} +type=crs'), 4326, always_xy=True).transform(x * scale, y * scale)
    now = Transformer.from_crs(CRS(f'{shifted} +type=crs'), 4326, always_xy=True).transform(x * scale, y * scale)
    metres = apart(*now, *best)
    off = max(farthest, float(metres[numpy.isfinite(metres)].max(initial=0)))
    total = max(accuracy, math.ceil(off) if off > 0.5 else 0)
    return shifted, total or None


def esri_name(crs):
    """The name that ArcGIS gives it in .prj files; empty where it has none."""
    if crs.is_compound or len(crs.axis_info) > 2:
        return ''
    try:
        return re.match(r'\w+\["([^"]*)"', crs.to_wkt('WKT1_ESRI') or '[')[1]
    except (CRSError, TypeError):
        return ''


def codes_of(authority):
    codes = {int(code) for kind in KINDS for code in pyproj.get_codes(authority, kind, allow_deprecated=True)}
    # A name may stand for a deprecated entry and for the one that replaced it, which comes first.
    return [code for _, code in sorted((CRS.from_authority(authority, code).is_deprecated, code) for code in codes)]


def rows_of(authority, areas):
    for code in codes_of(authority):
        crs = CRS.from_authority(authority, code)
        text, accuracy = definition(crs)
        arcgis = esri_name(crs)
        area = crs.area_of_use
        index = areas.setdefault(area.name, len(areas)) if area else ''
        yield '|'.join(
            str(part)
            for part in (
                code,
                crs.name.replace('|', '/'),
                text,
                '' if accuracy is None else f'{accuracy:g}',
                '' if arcgis == crs.name else arcgis,
                index,
            )
        )


def write(name, table):
    source = f'PROJ {pyproj.proj_version_str}, by scripts/make-epsg-table.py'
    terms = 'EPSG Dataset, owned by IOGP, https://epsg.org/terms-of-use.html; PROJ, MIT'
    text = json.dumps({'source': source, 'terms': terms, **table}, indent=2, ensure_ascii=False)
    (FOLDER / name).write_text(text + '\n')


def geodesy():
    base = sqlite3.connect(pathlib.Path(pyproj.datadir.get_data_dir()) / 'proj.db')
    ask = lambda text: base.execute(text).fetchall()
    ellipsoids = [
        f'{code}|{name}|{a * unit:.12g}|{rf if rf is not None else (0 if a == b else a / (a - b)):.12g}'
        for code, name, a, unit, rf, b in ask(
            """SELECT e.code, e.name, semi_major_axis, conv_factor, inv_flattening, semi_minor_axis FROM ellipsoid e
            JOIN unit_of_measure u ON u.auth_name = uom_auth_name AND u.code = uom_code WHERE e.auth_name = 'EPSG' ORDER BY e.code"""
        )
    ]
    meridians = [
        f'{code}|{name}|{meridian_degrees(code):.13g}'
        for code, name in ask("SELECT code, name FROM prime_meridian WHERE auth_name = 'EPSG' ORDER BY code")
    ]
    units = [
        f'{code}|{kind}|{factor:.16g}'
        for code, kind, factor in ask(
            """SELECT code, type, conv_factor FROM unit_of_measure WHERE auth_name = 'EPSG' AND type IN ('length', 'angle')
            AND conv_factor IS NOT NULL AND code BETWEEN 9001 AND 9303 ORDER BY code"""
        )
    ]
    aliases = {}
    for authority, code, alias in ask(
        "SELECT auth_name, code, alt_name FROM alias_name WHERE table_name = 'geodetic_datum' ORDER BY auth_name, code, alt_name"
    ):
        aliases.setdefault((authority, code), []).append(alias.replace('|', '/'))
    datums = {}
    for authority, code, name, crs in ask(
        """SELECT d.auth_name, d.code, d.name, c.auth_name || ':' || c.code FROM geodetic_datum d
        JOIN geodetic_crs c ON c.datum_auth_name = d.auth_name AND c.datum_code = d.code AND c.type = 'geographic 2D'
        WHERE d.auth_name IN ('EPSG', 'ESRI') AND c.auth_name IN ('EPSG', 'ESRI')
        ORDER BY d.deprecated, d.auth_name, d.code, c.deprecated, c.auth_name, c.code"""
    ):
        names = ';'.join(dict.fromkeys([name.replace('|', '/'), *aliases.get((authority, code), [])]))
        datums.setdefault((authority, code), f'{code if authority == "EPSG" else ""}|{names}|{crs}')
    conversions = {}
    for conversion, code in ask(
        """SELECT conversion_code, code FROM projected_crs WHERE auth_name = 'EPSG' AND conversion_auth_name = 'EPSG'
        ORDER BY deprecated, code"""
    ):
        conversions.setdefault(conversion, code)
    words = [
        f'{unit.proj_short_name}|length|{unit.conv_factor:.16g}'
        for unit in pyproj.get_units_map(category='linear').values()
        if unit.proj_short_name
    ]
    return {
        'ellipsoids': ellipsoids,
        'projEllipsoids': [
            f'{word}|{each["description"]}|{each["a"]:.12g}|{each.get("rf", 0) or inverse_flattening(each):.12g}'
            for word, each in pyproj.get_ellps_map().items()
        ],
        'meridians': meridians,
        'units': units + words,
        'datums': list(datums.values()),
        'conversions': [f'{conversion}|{code}' for conversion, code in sorted(conversions.items())],
    }


def inverse_flattening(ellipsoid):
    return 0 if ellipsoid['a'] == ellipsoid['b'] else ellipsoid['a'] / (ellipsoid['a'] - ellipsoid['b'])


def meridian_degrees(code):
    meridian = pyproj.crs.PrimeMeridian.from_epsg(code)
    return meridian.longitude * meridian.unit_conversion_factor / DEGREE


def main():
    warnings.simplefilter('ignore')
    write('geodesy.json', geodesy())
    areas = {}
    epsg = list(rows_of('EPSG', areas))
    esri = list(rows_of('ESRI', areas))
    write('epsg.json', {'areas': list(areas), 'epsg': epsg, 'esri': esri})
    print(len(epsg), 'and', len(esri), 'coordinate reference systems')


if __name__ == '__main__':
    main()
