import proj4 from 'proj4';
import { GRADS, type Crs } from './crs';
import { unitSize } from './geodesy';
import { tokensOf } from './projTokens';

/** Conversions between WGS84 degrees and the coordinates of one CRS; both give NaN outside its domain. */
export interface Projection {
  /** lon, lat (degrees) → x, y (CRS units). */
  readonly forward: (lonDeg: number, latDeg: number) => readonly [number, number];
  /** x, y (CRS units) → lon, lat (degrees). */
  readonly inverse: (x: number, y: number) => readonly [number, number];
}

/** Projections for which proj4 2.22 handles the false easting or northing wrongly. */
const MISTAKEN_ORIGIN = /\+proj=(sinu|eck6|robin)\b/;

/** Degrees in a grad. */
const GRAD_DEG = 0.9;

const NOWHERE = [NaN, NaN] as const;

/** The conversions of a CRS. They take some twenty microseconds to make: who converts many locations makes them once. */
export function projectionOf(crs: Crs): Projection {
  const { definition, x0, y0 } = apartFromOrigin(crs.proj4.replace(GRADS, ''));
  const unit = crs.proj4.includes(GRADS) ? GRAD_DEG : 1;
  const converter = proj4('+proj=longlat +datum=WGS84 +no_defs', definition);
  // proj4 throws on coordinates it does not accept and returns infinities outside a projection's domain.
  const safely = (convert: (pair: [number, number]) => [number, number], x: number, y: number) => {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return NOWHERE;
    try {
      const pair = convert([x, y]);
      return Number.isFinite(pair[0]) && Number.isFinite(pair[1]) ? pair : NOWHERE;
    } catch {
      return NOWHERE;
    }
  };
  return {
    // proj4 only respects axes to the west or south when it is told to.
    forward: (lonDeg, latDeg) => {
      const [x, y] = safely((pair) => converter.forward(pair, true), lonDeg, latDeg);
      return [x / unit + x0, y / unit + y0];
    },
    inverse: (x, y) => safely((pair) => converter.inverse(pair, true), (x - x0) * unit, (y - y0) * unit),
  };
}

/** A definition, and the false easting and northing that are handled here instead of by proj4, in units of the CRS. */
function apartFromOrigin(definition: string): { definition: string; x0: number; y0: number } {
  if (!MISTAKEN_ORIGIN.test(definition)) return { definition, x0: 0, y0: 0 };
  const tokens = tokensOf(definition);
  const value = (name: string): number => Number(tokens.get(name) ?? 0);
  const unitM = unitSize('length', tokens.get('units') ?? 'm') ?? 1;
  return {
    definition: definition.replace(/(\+[xy]_0)=\S+/g, '$1=0'),
    x0: value('x_0') / (value('to_meter') || unitM),
    y0: value('y_0') / (value('to_meter') || unitM),
  };
}
