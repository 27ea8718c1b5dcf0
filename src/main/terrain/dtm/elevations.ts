import type { DtmMetadata } from './dtm';

/** Values as a file stores them. */
export type StoredValues =
  Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/** Farther from zero than any elevation in any unit: ±3.4e38 and the like are fillings, whatever the file says. */
const BEYOND_ELEVATION = 1e30;

/**
 * Stored values that mean no-data in files that name none: voids of SRTM and the fillings of common software. None is
 * an elevation of land in metres or feet; they count only where values are stored in those units.
 */
const USUAL_NO_DATA = [-32768, -32767, -9999, -99999];

/**
 * How near to the no-data value a float counts as it, as a share of it: lossy packing and resampling move it. GDAL's
 * measure for floats of 32 and 64 bits, less than two units of a 32-bit float in the sum of both (ARE_REAL_EQUAL, and by
 * trying).
 */
const NEAR = 4 * 2 ** -23 * (1 - 1e-9);

/** How stored values become elevations. */
export type ElevationRule = Pick<DtmMetadata, 'noData' | 'scale' | 'offset' | 'dataType'>;

/**
 * Fills `out` with elevations in metres: stored value x scale + offset, NaN where the value is the no-data value, is not
 * finite, or is beyond any elevation.
 * @param start place of the first value
 * @param step distance between the values of one band
 */
export function toElevations(
  stored: StoredValues,
  start: number,
  step: number,
  out: Float32Array,
  rule: ElevationRule,
): void {
  const { scale, offset } = rule;
  // NaN equals nothing: a place that is not needed costs no answer.
  const [a = NaN, b = NaN, c = NaN, d = NaN] = noDataValues(rule);
  const near = rule.noData !== null && rule.dataType.startsWith('float') ? NEAR * Math.abs(a) : 0;
  const [low, high] = [a - near, a + near];
  for (let i = 0, from = start; i < out.length; i++, from += step) {
    const value = stored[from] ?? NaN;
    const isData =
      Math.abs(value) < BEYOND_ELEVATION &&
      !(value >= low && value <= high) &&
      value !== b &&
      value !== c &&
      value !== d;
    out[i] = isData ? value * scale + offset : NaN;
  }
}

function noDataValues({ noData, scale, offset, dataType }: ElevationRule): readonly number[] {
  if (noData === null) return scale > 0.3 && offset === 0 ? USUAL_NO_DATA : [];
  // The text of a no-data value may have more digits than the values keep.
  if (dataType === 'float32') return [Math.fround(noData)];
  return dataType === 'float16' ? [noData, toHalf(noData)] : [noData];
}

/** The nearest 16-bit float, which writers may have stored for a value; ties go to the even one. */
function toHalf(value: number): number {
  const step = 2 ** (Math.max(-14, Math.floor(Math.log2(Math.abs(value)))) - 10);
  const steps = value / step;
  const down = Math.floor(steps);
  const isUp = steps - down > 0.5 || (steps - down === 0.5 && down % 2 !== 0);
  const nearest = (isUp ? down + 1 : down) * step;
  return Math.abs(nearest) > 65_504 ? Math.sign(value) * Infinity : nearest;
}
