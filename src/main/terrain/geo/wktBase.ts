import { baseOf, baseOfCrs, isShift, type Base } from './base';
import { crsNamed, isLonLat } from './crs';
import { refusal } from './customCrs';
import { crsOfDatum, meridianDeg, type Ellipsoid } from './geodesy';
import { child, codeOf, nameOf, numberOf, type WktNode } from './wktTree';

/**
 * Metres or radians in the unit of a node; null without one.
 * If a system's axes have their own units, that of the first one is used.
 */
export function unitFactor(node: WktNode, kind: 'length' | 'angle'): number | null {
  const keywords = ['UNIT', kind === 'length' ? 'LENGTHUNIT' : 'ANGLEUNIT'];
  const unit = child(node, ...keywords) ?? child(child(node, 'AXIS'), ...keywords);
  const factor = numberOf(unit, 1);
  if (unit === undefined && node.keyword.startsWith('BASEGEO')) return Math.PI / 180;
  return factor > 0 ? factor : null;
}

/**
 * The base of a geographic part of well-known text: its datum by code or name if that is known and has the ellipsoid that the text
 * gives it, with the shift that the text states or else the known one of the datum.
 * @throws UserError `crs-unknown` naming the system
 */
export function baseOfWkt(node: WktNode, name: string, shift: readonly number[] | null): Base {
  const datum = child(node, 'DATUM', 'GEODETICDATUM', 'TRF', 'ENSEMBLE');
  const figure = child(datum, 'SPHEROID', 'ELLIPSOID');
  const ellipsoid = ellipsoidOfWkt(figure);
  if (ellipsoid === null) throw refusal(name, 'does not state its ellipsoid');
  const lonDeg = meridianOf(node, name);
  const stated = shift ?? child(datum, 'TOWGS84')?.values.map(Number) ?? null;
  if (stated !== null && !isShift(stated)) throw refusal(name, 'states a datum shift that is not understood');
  const built = baseOf(ellipsoid, lonDeg, stated);
  if (stated !== null) return built;
  const codes = [codeOf(node), crsOfDatum(datumCode(datum)), crsOfDatum(nameOf(datum))];
  const named = crsNamed(nameOf(node)).find(isLonLat);
  for (const code of [...codes, named?.code]) {
    const known = code === null || code === undefined ? null : baseOfCrs(code);
    if (known !== null && isSame(known, ellipsoid, lonDeg)) return known;
  }
  return built;
}

function datumCode(datum: WktNode | undefined): number {
  const code = codeOf(datum);
  return code?.startsWith('EPSG:') === true ? Number(code.slice(5)) : NaN;
}

function ellipsoidOfWkt(node: WktNode | undefined): Ellipsoid | null {
  const unit = numberOf(child(node, 'LENGTHUNIT', 'UNIT'), 1);
  const aM = numberOf(node, 1) * (unit > 0 ? unit : 1);
  const rf = numberOf(node, 2);
  return aM > 0 && Number.isFinite(aM) && (rf === 0 || rf > 1) ? { aM, rf } : null;
}

/** Longitude of the prime meridian: by its name, or as stated. ArcGIS states degrees, whatever the unit of angles is. */
function meridianOf(node: WktNode, name: string): number {
  const meridian = child(node, 'PRIMEM', 'PRIMEMERIDIAN');
  if (meridian === undefined) return 0;
  const stated = numberOf(meridian, 1);
  const own = numberOf(child(meridian, 'ANGLEUNIT', 'UNIT'), 1);
  const outer = unitFactor(node, 'angle') ?? Math.PI / 180;
  const toDegrees = (radians: number): number => (stated * radians * 180) / Math.PI;
  const possible = own > 0 ? [toDegrees(own)] : [stated, toDegrees(outer)];
  const known = meridianDeg(nameOf(meridian));
  if (known !== undefined && possible.some((each) => Math.abs(each - known) < 1e-5)) return known;
  const [first = NaN, second = first] = possible;
  if (known === undefined && Math.abs(first - second) < 1e-9 && Math.abs(first) <= 180) return first;
  throw refusal(name, `has an unknown prime meridian (${nameOf(meridian)})`);
}

/** Whether a known base has the ellipsoid and the meridian of a text. */
function isSame(known: Base, ellipsoid: Ellipsoid, lonDeg: number): boolean {
  const pm = Number(/\+pm=(\S+)/.exec(known.text)?.[1] ?? 0);
  return (
    Math.abs(known.ellipsoid.aM - ellipsoid.aM) < 0.1 &&
    Math.abs(known.ellipsoid.rf - ellipsoid.rf) < 0.001 &&
    Math.abs(pm - lonDeg) < 1e-6
  );
}
