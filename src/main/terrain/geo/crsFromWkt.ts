import { UserError } from '../../../shared/errors';
import { crsFromProj } from './crsFromProj';
import { crsByCode, findCrs, type Crs } from './crs';
import { customCrs, refusal } from './customCrs';
import { projectionText } from './methods';
import { conceptOf, kindOf, type Concept } from './parameters';
import { baseOfWkt, unitFactor } from './wktBase';
import { child, codeOf, nameOf, numberOf, parseWkt, type WktNode } from './wktTree';

/** Longer ones are not coordinate systems. */
const MAX_WKT_LENGTH = 65_536;

const PROJECTED = ['PROJCS', 'PROJCRS', 'PROJECTEDCRS'];
const GEOGRAPHIC = ['GEOGCS', 'GEOGCRS', 'GEOGRAPHICCRS', 'GEODCRS', 'GEODETICCRS'];
const COMPOUND = ['COMPD_CS', 'COMPOUNDCRS'];
const BASE = ['GEOGCS', 'BASEGEOGCRS', 'BASEGEODCRS'];

/**
 * The CRS of a well-known text (WKT 1 as OGC or ESRI write it, or WKT 2): that of the code of the whole, or of its name if
 * that fits, or built from the text. Of compound systems, only the horizontal part is read.
 * @throws UserError `crs-unknown` when it cannot be understood, or depends on a datum whose shift is not known
 */
export function crsFromWkt(wkt: string): Crs {
  if (wkt.length > MAX_WKT_LENGTH) throw notOne('has too long a description');
  const root = parseWkt(wkt.trim());
  if (root === null) throw notOne('is described by incomplete or invalid well-known text');
  return crsOf(root, null);
}

/** @param shift a shift to WGS 84 that is stated around the system */
function crsOf(root: WktNode, shift: readonly number[] | null): Crs {
  if (root.keyword === 'BOUNDCRS') return crsOfBound(root);
  if (COMPOUND.includes(root.keyword)) {
    const part = child(root, ...PROJECTED, ...GEOGRAPHIC, 'BOUNDCRS', ...COMPOUND);
    if (part === undefined) throw notOne('is a compound system without a horizontal part');
    return crsOf(part, shift);
  }
  const name = nameOf(root);
  const isGeographic = GEOGRAPHIC.includes(root.keyword);
  if (!isGeographic && !PROJECTED.includes(root.keyword))
    throw refusal(name, `is of a kind that cannot be mapped (${root.keyword})`);
  const code = codeOf(root);
  const known = code === null || shift !== null ? null : findCrs(code);
  if (known !== null) return known;
  // The code of an unsupported system gives the reason.
  if (code !== null && shift === null && /^(EPSG|ESRI|IAU)/.test(code)) crsByCode(code);
  const extension = child(root, 'EXTENSION');
  if (nameOf(extension) === 'PROJ4') return { ...crsFromProj(String(extension?.values[1] ?? '')), name };
  return isGeographic ? geographic(root, name, shift) : projected(root, name, shift);
}

function geographic(root: WktNode, name: string, shift: readonly number[] | null): Crs {
  if (child(root, 'DERIVINGCONVERSION', 'BASEGEOGCRS', 'BASEGEODCRS') !== undefined)
    throw refusal(name, 'is a rotated or otherwise derived system');
  const unit = unitFactor(root, 'angle');
  const isUnit = (turn: number): boolean => Math.abs((unit ?? 0) - (2 * Math.PI) / turn) < 1e-10;
  const inGrads = isUnit(400);
  if (!inGrads && !isUnit(360)) throw refusal(name, 'has other units than degrees or grads');
  return customCrs({ name, projection: null, inGrads, base: baseOfWkt(root, name, shift) });
}

function projected(root: WktNode, name: string, shift: readonly number[] | null): Crs {
  const geographicPart = child(root, ...BASE);
  if (geographicPart === undefined) throw refusal(name, 'does not state its datum');
  const conversion = child(root, 'CONVERSION');
  const method = nameOf(child(conversion, 'METHOD', 'PROJECTION') ?? child(root, 'PROJECTION'));
  const unitM = unitFactor(root, 'length');
  const radians = unitFactor(geographicPart, 'angle');
  if (unitM === null || radians === null) throw refusal(name, 'has an unknown unit');
  const parameters = new Map<Concept, number>();
  for (const parameter of (conversion ?? root).nodes.filter(({ keyword }) => keyword === 'PARAMETER')) {
    const concept = conceptOf(nameOf(parameter));
    if (concept === undefined || parameters.has(concept))
      throw refusal(name, `has an unknown parameter (${nameOf(parameter)})`);
    const kind = kindOf(concept);
    const outer = kind === 'length' ? unitM : kind === 'angle' ? radians : 1;
    const factor =
      (kind === 'factor' ? 1 : unitFactor(parameter, kind)) ?? (conversion === undefined ? outer : null);
    if (factor === null) throw refusal(name, 'has a parameter in an unknown unit');
    const value = numberOf(parameter, 1) * factor;
    // As written in degrees, so that nothing is lost by rounding.
    parameters.set(concept, kind === 'angle' ? inDegrees(value, numberOf(parameter, 1), factor) : value);
  }
  const projection = projectionText(method, parameters);
  if (projection === null) throw refusal(name, `has an unsupported projection (${method})`);
  const axis = axisOf(root, name);
  return customCrs({ name, projection, unitM, base: baseOfWkt(geographicPart, name, shift), ...axis });
}

const inDegrees = (radians: number, stated: number, factor: number): number =>
  Math.abs(factor - Math.PI / 180) < 1e-10 ? stated : (radians * 180) / Math.PI;

/** Orientation of coordinates, from the directions of its axes; east comes before north whatever their order. */
function axisOf(root: WktNode, name: string): { axis?: 'wsu' | 'swu' } {
  const directions = root.nodes
    .filter(({ keyword }) => keyword === 'AXIS')
    .map(({ values }) => String(values[1] ?? '').toLowerCase());
  switch (directions.slice(0, 2).join(' ')) {
    case '':
    case 'east north':
    case 'north east':
    case 'north north':
    case 'south south':
    case 'other other':
    case 'unspecified unspecified':
      return {};
    case 'west south':
      return { axis: 'wsu' };
    case 'south west':
      return { axis: 'swu' };
    default:
      throw refusal(name, `has unknown axes (${directions.join(', ')})`);
  }
}

/** A system with a stated shift of its datum (ISO 19162, section 17). */
function crsOfBound(root: WktNode): Crs {
  const source = child(root, 'SOURCECRS')?.nodes[0];
  const target = nameOf(child(root, 'TARGETCRS')?.nodes[0]);
  const transformation = child(root, 'ABRIDGEDTRANSFORMATION');
  const method = nameOf(child(transformation, 'METHOD'));
  if (source === undefined) throw notOne('has an incomplete description');
  const isPosition = /^(geocentric translations|position vector)/i.test(method);
  const isFrame = /^coordinate frame/i.test(method);
  if (!/^WGS[ _]?(19)?84$/i.test(target) || (!isPosition && !isFrame))
    throw refusal(nameOf(source), 'states a datum shift that is not understood');
  const value = (name: RegExp): number => {
    const found = transformation?.nodes.find(
      (node) => node.keyword === 'PARAMETER' && name.test(nameOf(node)),
    );
    return found === undefined ? 0 : numberOf(found, 1);
  };
  const sign = isFrame ? -1 : 1;
  const scale = value(/^scale difference/i);
  const shift = [
    value(/^x-axis translation/i),
    value(/^y-axis translation/i),
    value(/^z-axis translation/i),
    sign * value(/^x-axis rotation/i),
    sign * value(/^y-axis rotation/i),
    sign * value(/^z-axis rotation/i),
    // Abridged transformations state it as a factor.
    scale === 0 ? 0 : (scale - 1) * 1e6,
  ];
  if (!shift.every(Number.isFinite) || Math.abs(shift[6] ?? 0) > 1000)
    throw refusal(nameOf(source), 'states a datum shift that is not understood');
  return crsOf(source, shift.slice(3).some((each) => each !== 0) ? shift : shift.slice(0, 3));
}

function notOne(what: string): UserError {
  return new UserError('crs-unknown', `Its coordinate system ${what}: state its EPSG code.`);
}
