"""Writes src/renderer/features/import/land.ts: the land of the Earth as an SVG path, degrees east and south, to half a degree.

    pip install pyogrio geopandas && python3 scripts/make-land-outline.py

Natural Earth's countries at 1:110,000,000 (public domain), which the package pyogrio includes for its tests. Islands of less
than three square degrees are left out.
"""

import pathlib

import geopandas
import pyogrio

SOURCE = pathlib.Path(pyogrio.__file__).parent / 'tests/fixtures/naturalearth_lowres/naturalearth_lowres.shp'
TARGET = pathlib.Path(__file__).parent.parent / 'src/renderer/features/import/land.ts'

land = geopandas.read_file(SOURCE).geometry.buffer(0).union_all().simplify(0.5)
rings = []
for polygon in land.geoms:
    if polygon.area < 3:
        continue
    corners = [(round(2 * lon) / 2, -round(2 * lat) / 2 + 0.0) for lon, lat in polygon.exterior.coords[:-1]]
    once = [corner for at, corner in enumerate(corners) if corner != corners[at - 1]]
    rings.append('M' + ' '.join(f'{x:g},{y:g}' for x, y in once) + 'Z')

TARGET.write_text(
    '/**\n'
    ' * The land of the Earth as an SVG path, degrees east and south (Natural Earth 1:110,000,000, public domain); made by\n'
    ' * scripts/make-land-outline.py.\n'
    ' */\n'
    f"export const land =\n  '{''.join(rings)}';\n"
)
