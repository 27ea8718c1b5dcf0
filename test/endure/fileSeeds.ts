import { copyFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { settings } from '../../src/shared/contract/settings';
import { storedEncoderCard } from '../../src/shared/encoders/encoderCard';
import { addLabel, removeLabels } from '../../src/main/engine/labels/labels';
import { OpenProject } from '../../src/main/engine/project/openProject';
import { turnStep } from '../../src/main/engine/turnStep';
import { writeLayersModel } from '../../src/main/compute/layersModel/writeLayersModel';
import { openTerrain } from '../../src/main/terrain/terrain';
import { noCompute, runSql } from './bareSqlite';
import { inputsIn } from './bases';
import { pbfBlocks, writePbf } from './pbf';
import { LABELS_PROJECT } from './readLabels';
import { unpackTar } from './tar';

/**
 * Writes the sound files that mutations start from: `folder/<kind>/<seed>/…`, one folder a seed with all that belongs to it.
 * @param root of the repository: its fixtures and encoders
 * @param project one with heads and detections
 */
export async function writeFileSeeds(folder: string, root: string, project: string): Promise<void> {
  const made = join(root, 'test', 'fixtures', 'dtm', 'made');
  const seed = async (kind: string, name: string): Promise<string> => {
    const path = join(folder, kind, name);
    await mkdir(path, { recursive: true });
    return path;
  };
  for (const name of await readdir(made)) {
    if (name.endsWith('.tif')) await copyFile(join(made, name), join(await seed('geotiff', name), name));
    if (!name.endsWith('.asc')) continue;
    const prj = name.replace('.asc', '.prj');
    for (const part of [name, prj]) await copyFile(join(made, part), join(await seed('asc', name), part));
  }
  await writeGeoTiffSeeds(seed, join(root, 'test', 'fixtures'));
  await writeFile(join(await seed('hgt', '3s'), 'N47E009.hgt'), hgt());
  await writeFormatSeeds(seed, join(root, 'test', 'fixtures'));
  await writeFile(join(await seed('geojson', 'shapes'), 'labels.geojson'), JSON.stringify(geojson()));
  await writeFile(join(await seed('overpass', 'answer'), 'labels.json'), JSON.stringify(overpass()));
  await writeLabelSeeds(seed, join(root, 'test', 'fixtures'));
  for (const compressed of [true, false])
    await writeFile(
      join(await seed('osm.pbf', compressed ? 'deflated' : 'raw'), 'labels.osm.pbf'),
      writePbf(pbfBlocks, compressed),
    );
  await writeFile(
    join(await seed('settings', 'all'), 'settings.json'),
    JSON.stringify(settings.parse({ recentChoices: ['terrain', 'peak'], tourSeen: true }), null, 2),
  );
  await writeEncoderSeeds(seed, join(root, 'resources', 'encoders'));
  await writePyramidSeed(
    await seed('pyramid', 'built'),
    join(root, 'test', 'fixtures', 'dtm', 'clip_wgs84.tif'),
  );
  await writeProjectSeeds(seed, project);
}

type Seed = (kind: string, name: string) => Promise<string>;

/** GeoTIFFs of every decoder, and with all sidecar files. */
async function writeGeoTiffSeeds(seed: Seed, fixtures: string): Promise<void> {
  const field = join(fixtures, 'field');
  const names = await readdir(field);
  for (const name of names.filter((entry) => entry.endsWith('.tif'))) {
    const stem = name.replace('.tif', '.');
    const kind = names.some((entry) => entry.startsWith(stem) && entry !== name)
      ? 'beside geotiff'
      : 'geotiff';
    for (const entry of names)
      if (entry.startsWith(stem)) await copyFile(join(field, entry), join(await seed(kind, name), entry));
  }
  const archive = gunzipSync(await readFile(join(fixtures, 'dtm', 'encodings.tar.gz')));
  for (const [name, bytes] of unpackTar(archive)) {
    const kind = /^mask_beside_.*_2p/.test(name)
      ? 'beside geotiff'
      : /^lerc_(?:p1_\w+_little_tiles3p|3[pb]_nan_0)/.test(name)
        ? 'lerc'
        : /^(?:packbits|zstd|lerc_\w+|none)_p\d_(?:int64|float16|float24|uint12|float32|uint8)_big_tiles3p/.test(
              name,
            )
          ? 'geotiff'
          : null;
    if (kind !== null) await writeFile(join(await seed(kind, name.replace('.msk', '')), name), bytes);
  }
}

/** The fixtures of formats other than GeoTIFF, each raster with its sidecar files. */
async function writeFormatSeeds(seed: Seed, fixtures: string): Promise<void> {
  const tile = join(fixtures, 'field', 'N46E010.hgt.zip');
  await copyFile(tile, join(await seed('packed hgt', 'zip'), basename(tile)));
  await writeFile(join(await seed('packed hgt', 'gz'), 'N47E009.hgt.gz'), gzipSync(hgt()));
  const folder = join(fixtures, 'dtm', 'formats');
  const kinds: readonly (readonly [kind: string, file: RegExp])[] = [
    ['asc', /\.asc$/],
    ['headed', /^(?:ehdr|envi|gtopo|gridfloat).*(?<!\.(?:hdr|prj|blw|xml))$/i],
    ['dted', /\.dt0$/],
    ['surfer', /\.grd$/],
    ['vrt', /\.vrt$/],
  ];
  const names = await readdir(folder);
  for (const name of names)
    for (const [kind] of kinds.filter(([, file]) => file.test(name) && name !== 'nested.vrt')) {
      const path = await seed(kind, name);
      const stem = name.replace(/\.[^.]*$/, '');
      for (const part of names.filter(
        (other) => other === name || (other.startsWith(`${stem}.`) && kind === 'headed'),
      ))
        await copyFile(join(folder, part), join(path, part));
      if (kind === 'vrt') await cp(join(folder, 'tiles'), join(path, 'tiles'), { recursive: true });
    }
}

/** Elevations of an SRTM tile of 3 arc-seconds: waves, with a void. */
function hgt(): Buffer {
  const bytes = Buffer.alloc(1201 * 1201 * 2);
  for (let i = 0; i < 1201 * 1201; i++)
    bytes.writeInt16BE(i % 4001 === 0 ? -32768 : Math.round(800 + 500 * Math.sin(i / 97)), 2 * i);
  return bytes;
}

function geojson(): unknown {
  const line = Array.from({ length: 12 }, (_, i) => [9.82 + i / 1000, 46.77 + i / 900]);
  const shapes = [
    { type: 'Point', coordinates: [9.85, 46.8] },
    { type: 'Point', coordinates: [9.86, 46.81, 1800] },
    { type: 'MultiPoint', coordinates: line },
    { type: 'LineString', coordinates: line },
    { type: 'MultiLineString', coordinates: [line, line] },
    { type: 'Polygon', coordinates: [[...line, line[0]]] },
    { type: 'MultiPolygon', coordinates: [[[...line, line[0]]]] },
    null,
  ];
  const tags = [{ natural: 'peak' }, { natural: 'cliff' }, { waterway: 'river', name: 'Rhein' }, {}, null];
  const features = Array.from({ length: 36 }, (_, i) => ({
    type: 'Feature',
    id: i % 3 === 0 ? `node/${i}` : i,
    geometry: shapes[i % shapes.length],
    properties: tags[i % tags.length],
  }));
  return { type: 'FeatureCollection', features };
}

function overpass(): unknown {
  const geometry = Array.from({ length: 9 }, (_, i) => ({ lat: 46.77 + i / 900, lon: 9.82 + i / 1000 }));
  const nodes = geometry.map((place, i) => ({ type: 'node', id: i, ...place, tags: { natural: 'peak' } }));
  return {
    version: 0.6,
    generator: 'Overpass API',
    elements: [
      ...nodes,
      { type: 'way', id: 90, tags: { natural: 'cliff' }, geometry: [...geometry, null] },
      { type: 'way', id: 91, tags: { waterway: 'river' }, nodes: nodes.map(({ id }) => id) },
      { type: 'relation', id: 92, members: [], tags: { natural: 'peak' } },
    ],
  };
}

/** Label files of the formats that programs for maps write. */
async function writeLabelSeeds(seed: Seed, fixtures: string): Promise<void> {
  const copies = {
    'osm.xml': ['field/xml.osm'],
    shapefile: ['labels/points-z-2056.shp', 'labels/areas-25832.shp', 'labels/lines.shp'],
    gpkg: ['labels/areas-21781.gpkg'],
    kml: ['field/peaks.kml', 'labels/areas.kml'],
    fgb: ['labels/points-z.fgb', 'labels/areas-3857.fgb', 'labels/lines.fgb'],
    packed: ['field/xml.osm.bz2', 'labels/xml.osm.gz', 'labels/two.kmz', 'field/peaks.zip'],
  };
  for (const [kind, paths] of Object.entries(copies)) {
    for (const path of paths) {
      const name = basename(path);
      const folder = await seed(kind, name);
      const stem = name.replace(/\.[^.]*$/, '.');
      const parts = kind === 'shapefile' ? ['shp', 'dbf', 'prj', 'cpg'].map((end) => stem + end) : [name];
      for (const part of parts) {
        const ending = part.slice(part.indexOf('.'));
        await copyFile(join(fixtures, dirname(path), part), join(folder, `labels${ending}`));
      }
    }
  }
  const places = [0, 1, 2, 3].map((i) => [9.82 + i / 100, 46.77 + i / 100] as const);
  const rows = places.map(([lon, lat], i) => `"Gipfel ${i}",peak,${lon},${lat},"POINT (${lon} ${lat})"`);
  await writeFile(
    join(await seed('csv', 'table'), 'labels.csv'),
    `name,class,lon,lat,shape\n${rows.join('\n')}\n`,
  );
  const points = places.map(([lon, lat]) => `<wpt lat="${lat}" lon="${lon}"><type>peak</type></wpt>`);
  await writeFile(
    join(await seed('gpx', 'waypoints'), 'labels.gpx'),
    `<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">${points.join('')}</gpx>`,
  );
}

async function writeEncoderSeeds(seed: Seed, encoders: string): Promise<void> {
  for (const name of ['polar', 'topo2vec-inv']) {
    await cp(join(encoders, name), await seed('encoder file', name), { recursive: true });
  }
  const from = join(encoders, 'topo2vec-inv');
  const card = storedEncoderCard.parse(JSON.parse(await readFile(join(from, 'card.json'), 'utf8')));
  const weights = await readFile(join(from, 'weights.bin'));
  await writeLayersModel({ key: 'seed', card, weights }, await seed('encoder folder', 'topo2vec-inv'));
}

async function writePyramidSeed(folder: string, dtm: string): Promise<void> {
  const path = join(folder, basename(dtm));
  await copyFile(dtm, path);
  const terrain = await openTerrain({ dtms: [{ path }], cacheDir: join(folder, 'cache') });
  const progress = terrain.buildPyramids();
  while ((await progress.next()).done !== true);
  await terrain.close();
}

/**
 * Two projects: one as it was closed, one as a killed program leaves it, with its last steps in the write-ahead log.
 * @param found a project with heads and detections; what is heavy is left out, so that thousands of copies are quick
 */
async function writeProjectSeeds(seed: Seed, found: string): Promise<void> {
  const [closed, killed] = [await seed('project', 'closed'), await seed('project', 'killed')];
  const path = join(closed, 'p.topo2vec');
  await copyFile(found, path);
  for (const folder of [closed, killed]) await copyFile(inputsIn(dirname(found)).dtm, inputsIn(folder).dtm);
  await runSql(
    path,
    `DELETE FROM layers; DELETE FROM run_chunks WHERE rowid % 3 > 0;
     DELETE FROM encoders WHERE length(weights) > 10000; DELETE FROM labels WHERE id % 8 > 0; VACUUM;`,
  );
  const project = await OpenProject.open(path, noCompute);
  const box = await project.useTerrain((terrain) => Promise.resolve(terrain.box));
  for (let i = 0; i < 20; i++) {
    const lonDeg = box.westDeg + ((i + 0.5) / 20) * (box.eastDeg - box.westDeg);
    const label = { classId: i % 3 === 0 ? 'cliff' : 'peak', lonDeg, positive: i % 4 !== 0 };
    const id = await addLabel(project, { ...label, latDeg: (box.southDeg + box.northDeg) / 2 });
    if (i % 5 === 4) await removeLabels(project, [id]);
  }
  await turnStep(project, 'undo');
  for (const suffix of ['', '-wal']) await copyFile(path + suffix, join(killed, `p.topo2vec${suffix}`));
  await project.close();
  await cp(closed, join(closed, '..', '..', LABELS_PROJECT), { recursive: true });
}
