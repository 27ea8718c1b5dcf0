import type { PlaceColumns } from '../../../../shared/labels/labelFiles';

/** What columns are called, in several languages, without case, marks and spaces. */
const longitudes =
  `lon long longitude lng londeg longitudedeg longdeg lonwgs84 wgs84lon longwgs84 londd longdd decimallongitude
  declong decimallong geolon geolong geolng laenge lange langengrad laengengrad geolaenge longitud longitudine gpslongitude
  lengtegraad xlon lonx pointlon centerlon centrelon loncoordinate longitudex`.split(/\s+/);
const latitudes =
  `lat lat latitude lat latdeg latitudedeg latdeg latwgs84 wgs84lat latwgs84 latdd latdd decimallatitude
  declat decimallat geolat geolat geolat breite breite breitengrad breitengrad geobreite latitud latitudine gpslatitude
  breedtegraad ylat laty pointlat centerlat centrelat latcoordinate latitudey`.split(/\s+/);
const eastings =
  `x easting e east ost rechtswert xcoord coordx xcoordinate pointx eastings utme utmx xkoordinate ekoord elv95
  xmeter xm est este coordenadax xutm utmeast coordxx xcoor east_m`.split(/\s+/);
const northings =
  `y northing n north nord hochwert ycoord coordy ycoordinate pointy northings utmn utmy ykoordinate nkoord nlv95
  ymeter ym nord norte coordenaday yutm utmnorth coordyy ycoor north_m`.split(/\s+/);
const geometries = 'wkt geom geometry thegeom wktgeom geometrie wkbgeometry wkb geometria shape'.split(' ');

/**
 * The columns that say where rows lie, by their names.
 * @returns null where none do; `isLonLat` where they are degrees of longitude and latitude by their names
 */
export function guessPlaces(
  columns: readonly string[],
): { readonly columns: PlaceColumns; readonly isLonLat: boolean } | null {
  const plain = columns.map((column) =>
    column
      .toLowerCase()
      .normalize('NFD')
      .replace(/\(.*?\)|\[.*?\]/g, '')
      .replace(/[^a-z0-9]/g, ''),
  );
  const pair = (xs: readonly string[], ys: readonly string[]): PlaceColumns | null => {
    for (const [index, x] of xs.entries()) {
      const [xAt, yAt] = [plain.indexOf(x), plain.indexOf(ys[index] ?? '')];
      const [xColumn, yColumn] = [columns[xAt], columns[yAt]];
      if (xColumn !== undefined && yColumn !== undefined) return { x: xColumn, y: yColumn };
    }
    // The names may be of two kinds.
    const [x, y] = [xs, ys].map((names) => columns.find((_, at) => names.includes(plain[at] ?? '')));
    return x !== undefined && y !== undefined ? { x, y } : null;
  };
  const lonLat = pair(longitudes, latitudes);
  if (lonLat !== null) return { columns: lonLat, isLonLat: true };
  const wkt = columns.find((_, at) => geometries.includes(plain[at] ?? ''));
  if (wkt !== undefined) return { columns: { wkt }, isLonLat: false };
  const metric = pair(eastings, northings);
  return metric === null ? null : { columns: metric, isLonLat: false };
}
