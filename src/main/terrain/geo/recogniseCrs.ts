import proj4 from 'proj4';
import { UserError } from '../../../shared/errors';
import { cannotProject, crsNamed, isUnderstood, type Crs } from './crs';
import { projectionOf } from './projection';

/** Semi-major axis of GRS 80 and WGS 84, metres: datums on them are within 2 m of each other. */
const MODERN_SEMI_MAJOR_M = 6_378_137;
/** Degrees between the places of two definitions of one CRS at most: the datum shift that one may lack is less. */
const SAME_PLACE_DEG = 0.02;

/**
 * The EPSG entry of a CRS that came as a definition, if one of its name puts places where the definition puts them: the
 * entry knows the shift of the datum, which definitions often lack. The CRS itself if there is none of its name.
 * @throws UserError `crs-unknown` when proj4 does not understand it or the entry of its name, places it elsewhere than that
 * entry, or nobody says how its datum lies
 */
export function recogniseCrs(built: Crs): Crs {
  const { a, es } = datumOf(built);
  const named = crsNamed(built.name);
  const same = named.filter(isUnderstood).find((crs) => placesAgree(crs, built));
  if (same !== undefined) return same;
  const [beyondUs] = named.filter((crs) => !isUnderstood(crs));
  if (beyondUs !== undefined) throw cannotProject(beyondUs);
  if (named.length > 0) throw unknown(built, 'is not what its name says');
  // proj4 brings shifts of some datums by itself, of which one is wrong (Belge 1972): only stated ones count.
  const hasShift = /TOWGS84|EXTENSION/i.test(built.proj4) || a === MODERN_SEMI_MAJOR_M || es === 0;
  if (!hasShift) throw unknown(built, 'hangs on a datum whose shift to WGS 84 it does not state');
  return built;
}

function datumOf(crs: Crs): { readonly a: number; readonly es: number } {
  try {
    return new proj4.Proj(crs.proj4).datum;
  } catch (error) {
    throw unknown(crs, 'cannot be understood', error);
  }
}

function unknown(crs: Crs, what: string, cause?: unknown): UserError {
  return new UserError('crs-unknown', `Its coordinate system "${crs.name}" ${what}: state its EPSG code.`, {
    cause,
  });
}

function placesAgree(known: Crs, built: Crs): boolean {
  if (known.geographic !== built.geographic) return false;
  const [x0, y0] = falseOrigin(known);
  return [0, 1e5].every((step) => {
    const place: [number, number] = known.geographic ? [10, step / 2e3] : [x0 + step, y0 + step];
    const [lonDeg, latDeg] = projectionOf(known).inverse(...place);
    const [otherLonDeg, otherLatDeg] = projectionOf(built).inverse(...place);
    return Math.abs(lonDeg - otherLonDeg) < SAME_PLACE_DEG && Math.abs(latDeg - otherLatDeg) < SAME_PLACE_DEG;
  });
}

/** False easting and northing in CRS units: a point where the projection is at home. */
function falseOrigin({ proj4: definition }: Crs): [number, number] {
  if (definition.includes('+proj=utm')) return [500_000, definition.includes('+south') ? 1e7 : 0];
  const value = (key: string): number => Number(new RegExp(`\\+${key}=(\\S+)`).exec(definition)?.[1] ?? 0);
  const unitM = value('to_meter') || (/\+units=(us-)?ft/.test(definition) ? 0.3048 : 1);
  return [value('x_0') / unitM, value('y_0') / unitM];
}
