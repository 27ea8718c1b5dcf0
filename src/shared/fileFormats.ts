/** A file format, with its display name and filename extensions. */
export interface FileFormat {
  readonly name: string;
  /** Endings without the dot, lower case, such as `tif` or `osm.pbf`; the first is used for writing. */
  readonly endings: readonly string[];
}

/**
 * Formats that terrain is read from, by the name of the reader's file, `main/terrain/dtm/…/ID.reader.ts`. The first that recognises a
 * file opens it, so those that look at its name alone come last.
 */
export const terrainFormats = {
  geotiff: { name: 'GeoTIFF', endings: ['tif', 'tiff'] },
  surfer: { name: 'Surfer grid', endings: ['grd'] },
  vrt: { name: 'GDAL VRT', endings: ['vrt'] },
  dted: { name: 'DTED', endings: ['dt0', 'dt1', 'dt2'] },
  hgt: { name: 'SRTM', endings: ['hgt', 'hgt.zip', 'hgt.gz'] },
  envi: { name: 'ENVI', endings: ['hdr', 'dat', 'img', 'bin', 'raw'] },
  ehdr: { name: 'ESRI BIL or GridFloat', endings: ['bil', 'bip', 'bsq', 'flt'] },
  asc: { name: 'ESRI ASCII grid', endings: ['asc'] },
} as const satisfies Record<string, FileFormat>;
export type TerrainFormatId = keyof typeof terrainFormats;

/** Sidecar files, which are read with another file or not needed. */
const sidecarEndings: readonly string[] = [
  ...['prj', 'tfw', 'ovr', 'aux.xml', 'msk', 'hdr', 'blw', 'stx'],
  // Of a Shapefile.
  ...['dbf', 'shx', 'cpg', 'qpj', 'qix', 'sbn', 'sbx', 'shp.xml'],
];

/** Extensions of archives, which do not say what they contain. */
export const packedEndings: readonly string[] = ['zip'];

/** Formats that labels are read from, by the name of the reader's file, `main/engine/labels/files/…/ID.reader.ts`. */
export const labelFormats = {
  geojson: { name: 'GeoJSON', endings: ['geojson', 'json', 'geojsonl', 'geojsons', 'ndjson', 'jsonl'] },
  overpass: { name: 'Overpass JSON', endings: ['json'] },
  'osm-pbf': { name: 'OpenStreetMap PBF', endings: ['osm.pbf', 'pbf'] },
  'osm-xml': { name: 'OpenStreetMap XML', endings: ['osm', 'osm.gz', 'osm.bz2'] },
  shapefile: { name: 'Shapefile', endings: ['shp', 'zip'] },
  gpkg: { name: 'GeoPackage', endings: ['gpkg'] },
  kml: { name: 'KML', endings: ['kml', 'kmz'] },
  gpx: { name: 'GPX', endings: ['gpx'] },
  csv: { name: 'CSV', endings: ['csv', 'tsv'] },
  flatgeobuf: { name: 'FlatGeobuf', endings: ['fgb'] },
} as const satisfies Record<string, FileFormat>;
export type LabelFormatId = keyof typeof labelFormats;

/** A format that is written. */
interface WrittenFormat extends FileFormat {
  /** Whether it can hold coordinates in any CRS; false: longitude and latitude on WGS 84 only. */
  readonly anyCrs: boolean;
}

/** Formats that places are written in, by the name of the writer's file, `main/engine/export/…/ID.writer.ts`. */
export const placeFormats = {
  geojson: { name: 'GeoJSON', endings: ['geojson', 'json'], anyCrs: false },
  gpkg: { name: 'GeoPackage', endings: ['gpkg'], anyCrs: true },
  csv: { name: 'CSV', endings: ['csv'], anyCrs: true },
  shp: { name: 'Shapefile', endings: ['shp'], anyCrs: true },
  kml: { name: 'KML', endings: ['kml'], anyCrs: false },
  fgb: { name: 'FlatGeobuf', endings: ['fgb'], anyCrs: true },
} as const satisfies Record<string, WrittenFormat>;
export type PlaceFormatId = keyof typeof placeFormats;

/** Formats that maps and embeddings are written in. */
export const gridFormats = {
  geotiff: { name: 'GeoTIFF', endings: ['tif', 'tiff'], anyCrs: true },
} as const satisfies Record<string, WrittenFormat>;

/** Formats that pictures are written in. */
export const pictureFormats = {
  png: { name: 'PNG', endings: ['png'], anyCrs: false },
} as const satisfies Record<string, WrittenFormat>;

/** Formats that pages of maps are written in. */
const pageFormats = {
  pdf: { name: 'PDF', endings: ['pdf'], anyCrs: false },
  ...pictureFormats,
} as const satisfies Record<string, WrittenFormat>;

/** All export formats, except for projects and encoders. */
export const exportFormats = { ...placeFormats, ...gridFormats, ...pageFormats };
export type ExportFormatId = keyof typeof exportFormats;

/** Formats by their ids. */
type Formats = Readonly<Record<string, FileFormat>>;

/** Ids of some formats, in the order of their list. */
export const idsOf = <Id extends string>(formats: Readonly<Record<Id, FileFormat>>): Id[] =>
  Object.keys(formats) as Id[];

/** All endings of some formats, each once. */
export const endingsOf = (formats: Formats): string[] => [
  ...new Set(Object.values(formats).flatMap(({ endings }) => endings)),
];

/** The extension of a file's name among those given, the longest where several match; null for none. */
export function endingIn(name: string, endings: readonly string[]): string | null {
  const lower = name.toLowerCase();
  const fitting = endings.filter((ending) => lower.endsWith(`.${ending}`));
  return fitting.sort((a, b) => b.length - a.length)[0] ?? null;
}

/** The format for places that a file's name implies; null for none. */
export function placeFormatOf(name: string): PlaceFormatId | null {
  return idsOf(placeFormats).find((id) => endingIn(name, placeFormats[id].endings) !== null) ?? null;
}

/** Formats for places that can hold coordinates in any CRS. */
export const anyCrsPlaceFormats: Formats = Object.fromEntries(
  Object.entries(placeFormats).filter(([, { anyCrs }]) => anyCrs),
);

/** Whether a file lies beside another one and is read with it. */
export const isSidecar = (name: string): boolean => endingIn(name, sidecarEndings) !== null;

/** `.geojson, .gpkg or .csv`: the extensions used for writing, for use in a sentence. */
export function writtenEndings(formats: Formats): string {
  const endings = Object.values(formats).map(({ endings: [first = ''] }) => `.${first}`);
  const last = endings.at(-1) ?? '';
  return endings.length < 2 ? last : `${endings.slice(0, -1).join(', ')} or ${last}`;
}

/** `GeoTIFF (.tif, .tiff), SRTM (.hgt)`: formats as messages list them. */
export const listFormats = (formats: Formats): string =>
  Object.values(formats)
    .map(({ name, endings }) => `${name} (${endings.map((ending) => `.${ending}`).join(', ')})`)
    .join(', ');
