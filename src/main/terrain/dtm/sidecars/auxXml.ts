import { parseNoData, type BandFacts } from '../bandFacts';
import type { GeoTransform } from '../geoTransform';
import { readText } from './readText';
import { attribute, xmlElements } from './xml';

/** Large enough for the statistics and attribute tables that are also stored there. */
const MAX_BYTES = 16 * 1024 * 1024;

/** What GDAL's .aux.xml states about a raster. It takes precedence over the raster itself, as in GDAL. */
export interface AuxXml {
  /** A coordinate system in well-known text, or as a code. */
  readonly srs: string | null;
  readonly transform: GeoTransform | null;
  /** By number of the band, 0-based. */
  readonly bands: ReadonlyMap<number, BandFacts>;
}

const ESRI_WKT = /^PAMDataset\/Metadata\/GeodataXform\/SpatialReference\/WKT$/;
const BAND = 'PAMDataset/PAMRasterBand';

/** Reads the .aux.xml beside a raster (GDAL's persistent auxiliary metadata, PAM); null when there is none. */
export async function readAuxXml(path: string): Promise<AuxXml | null> {
  const xml = await readText([`${path}.aux.xml`], MAX_BYTES);
  return xml === null ? null : parseAuxXml(xml);
}

function parseAuxXml(xml: string): AuxXml {
  let srs: string | null = null;
  let esriWkt: string | null = null;
  let transform: GeoTransform | null = null;
  let band = -1;
  const bands = new Map<number, BandFacts>();
  const add = (facts: BandFacts): void => {
    bands.set(band, { ...bands.get(band), ...facts });
  };
  for (const { path, attributes, text } of xmlElements(xml)) {
    if (path === 'PAMDataset/SRS') srs ??= text;
    else if (ESRI_WKT.test(path)) esriWkt ??= text;
    else if (path === 'PAMDataset/GeoTransform') transform ??= parseTransform(text);
    // Like GDAL, which ignores bands without a number.
    else if (path === BAND) band = Number(attribute(attributes, 'band') ?? NaN) - 1;
    else if (path === `${BAND}/NoDataValue`) {
      const noData = exact(attribute(attributes, 'le_hex_equiv')) ?? parseNoData(text);
      if (noData !== null) add({ noData });
    } else if (path === `${BAND}/Scale`) add({ scale: finite(text) });
    else if (path === `${BAND}/Offset`) add({ offset: finite(text) });
    else if (path === `${BAND}/UnitType`) add({ unit: text });
  }
  return { srs: srs === '' || srs === null ? esriWkt : srs, transform, bands };
}

function parseTransform(text: string): GeoTransform | null {
  const numbers = text.split(',').map(Number);
  const [x = NaN, a = NaN, b = NaN, y = NaN, d = NaN, e = NaN] = numbers;
  return numbers.length === 6 && numbers.every(Number.isFinite) ? [x, a, b, y, d, e] : null;
}

/** The bytes of a double, little-endian: decimal digits may not represent it exactly. */
function exact(hex: string | undefined): number | null {
  return hex !== undefined && /^[\da-f]{16}$/i.test(hex) ? Buffer.from(hex, 'hex').readDoubleLE() : null;
}

function finite(text: string): number | undefined {
  const value = text === '' ? NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}
