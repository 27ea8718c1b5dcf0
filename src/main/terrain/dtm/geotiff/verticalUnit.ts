import { LINEAR_UNITS_M, METRE, type GeoKeys } from './geoKeys';

const VERTICAL_CRS = 4096;
const VERTICAL_UNITS = 4099;
const FOOT = 9002;
const US_SURVEY_FOOT = 9003;

/** Units of the vertical CRSs of the EPSG data set whose heights are not in metres. */
const UNITS: Readonly<Record<number, number>> = {
  5702: US_SURVEY_FOOT, // NGVD29
  6360: US_SURVEY_FOOT, // NAVD88
  8052: US_SURVEY_FOOT, // mean sea level
  6130: FOOT, // GCVD54
  6131: FOOT, // LCVD61
  6132: FOOT, // CBVD61
  8050: FOOT, // mean sea level
  8228: FOOT, // NAVD88
};

/** Metres in the unit of height that GeoTIFF keys state; 1 if they state none. */
export function verticalUnitM(keys: GeoKeys): number {
  const unit = keys.number(VERTICAL_UNITS) ?? UNITS[keys.number(VERTICAL_CRS) ?? 0] ?? METRE;
  return LINEAR_UNITS_M[unit] ?? 1;
}
