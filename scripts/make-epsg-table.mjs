/**
 * Writes src/main/terrain/geo/epsg.json: the coordinate reference systems that a DTM may be in, as proj4 definitions.
 * Run it after an update of the epsg-index package: `node scripts/make-epsg-table.mjs`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import proj4 from 'proj4';

const KINDS = new Set(['CRS-PROJCRS', 'CRS-GEOGCRS', 'CRS-GEOG3DCRS', 'CRS-COMPOUNDCRS']);

/**
 * Grid files that the definitions name are not shipped; in their place stand the seven parameters that EPSG gives for
 * the same datum (position vector), a few metres less exact: EPSG:1314, 1777, 1173, 1280, 6192 and 1564.
 */
const SHIFT_INSTEAD_OF_GRID = {
  'OSTN15_NTv2_OSGBtoETRS.gsb': '446.448,-125.157,542.06,0.15,0.247,0.842,-20.489',
  'BETA2007.gsb': '598.1,73.7,418.2,0.202,0.045,-2.455,6.7',
  'NTv2_0.gsb': '-8,160,176,0,0,0,0',
  'May76v20.gsb': '-10,158,187,0,0,0,0',
  'CQ77NA83.GSB': '-10,158,187,0,0,0,0',
  '"National': '-117.763,-51.51,139.061,0.292,0.443,0.277,-0.191',
  'CA7072_003.gsb': '-206.05,168.28,-3.82,0,0,0,0',
  'CA61_003.gsb': '-206.05,168.28,-3.82,0,0,0,0',
  'nzgd2kgrid0005.gsb': '59.47,-5.04,187.44,0.47,-0.1,1.024,-4.5993',
};

function withoutGrids(definition) {
  return definition.replace(/\+nadgrids=("?[^\s"]+)(?:[^"+]*")?/, (whole, grid) =>
    grid === '@null' ? whole : `+towgs84=${SHIFT_INSTEAD_OF_GRID[grid] ?? '0,0,0'}`,
  );
}

function isUnderstood(definition) {
  try {
    const [x, y] = proj4(definition, 'WGS84').inverse([0, 0]);
    return !Number.isNaN(x + y);
  } catch {
    return false;
  }
}

const require = createRequire(import.meta.url);
const index = JSON.parse(readFileSync(require.resolve('epsg-index/all.json'), 'utf8'));
const crs = Object.values(index)
  .filter((entry) => KINDS.has(entry.kind) && entry.proj4 !== null)
  .map((entry) => {
    const definition = withoutGrids(entry.proj4)
      .replace(/ \+(no_defs|type=crs|wktext|vunits=\S+|vto_meter=\S+)/g, '')
      .trim();
    return { ...entry, definition };
  })
  .filter((entry) => isUnderstood(entry.definition))
  .map((entry) => `${entry.code}|${entry.name}|${entry.definition}`);

const table = {
  source: `epsg-index ${require('epsg-index/package.json').version} (ISC), an extract of the EPSG Geodetic Parameter Dataset`,
  terms: 'EPSG Dataset, owned by IOGP, https://epsg.org/terms-of-use.html',
  crs,
};
writeFileSync(
  new URL('../src/main/terrain/geo/epsg.json', import.meta.url),
  `${JSON.stringify(table, null, 2)}\n`,
);
console.log(`${crs.length} coordinate reference systems`);
