import { sharedKernel } from '../../kernels/sharedKernel';
import type { DtmMetadata } from './dtm';
import elevationsCode from './elevations.as?kernel';

/** Values as stored in a file. */
export type StoredValues =
  Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/** The kernel's function for each type of values. */
const FUNCTIONS = {
  Int8Array: 'int8',
  Uint8Array: 'uint8',
  Int16Array: 'int16',
  Uint16Array: 'uint16',
  Int32Array: 'int32',
  Uint32Array: 'uint32',
  Float32Array: 'float32',
  Float64Array: 'float64',
} as const;

/** What a kernel must export to make elevations (`elevations.as.ts`). */
export const elevationFunctions = ['setRule', ...Object.values(FUNCTIONS)] as const;

const kernelFor = sharedKernel(elevationsCode, elevationFunctions);

type Call = (name: (typeof elevationFunctions)[number], ...values: number[]) => number;

/** Makes elevations of values in a kernel's memory: of `length` values `step` apart, from one address to another. */
type ToElevations = (from: number, step: number, length: number, to: number) => void;

/** Bytes, about, of the values that go through the kernel at once, so that they stay in the CPU's cache. */
const SLAB_BYTES = 64 * 1024;
/** The kernel reads and writes four values at a time. */
export const SPARE_BYTES = 16;

/** Farther from zero than any elevation in any unit: ±3.4e38 and the like are fill values, whatever the file says. */
const BEYOND_ELEVATION = 1e30;

/**
 * Stored values that mean no-data in files that name none: voids of SRTM and the fill values of common software. None is
 * an elevation of land in metres or feet; they apply only where values are stored in those units.
 */
const USUAL_NO_DATA = [-32768, -32767, -9999, -99999];

/**
 * Relative tolerance within which a float equals the no-data value: lossy packing and resampling change it. GDAL's
 * tolerance for floats of 32 and 64 bits, less than two units of a 32-bit float in the sum of both (ARE_REAL_EQUAL, and by
 * trying).
 */
const NEAR = 4 * 2 ** -23 * (1 - 1e-9);

/** How stored values become elevations. */
export type ElevationRule = Pick<DtmMetadata, 'noData' | 'scale' | 'offset' | 'dataType'>;

/**
 * Fills `out` with elevations in metres: stored value x scale + offset, NaN where the value is the no-data value, is not
 * finite, or is beyond any elevation, and after the last value.
 * @param start index of the first value
 * @param step distance between the values of one band
 */
export function toElevations(
  stored: StoredValues,
  start: number,
  step: number,
  out: Float32Array,
  rule: ElevationRule,
): void {
  const size = stored.BYTES_PER_ELEMENT;
  const count = Math.max(0, Math.min(out.length, Math.ceil((stored.length - start) / step)));
  const most = Math.max(1, Math.floor(SLAB_BYTES / (step * size)));
  const slabBytes = Math.min(most, count) * step * size;
  const kernel = kernelFor(slabBytes);
  const [from = 0, to = 0] = kernel.place(slabBytes + SPARE_BYTES, 4 * most + SPARE_BYTES);
  const make = elevationsIn(kernel.call, stored[Symbol.toStringTag], rule);
  const bytes = new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
  for (let done = 0; done < count; done += most) {
    const length = Math.min(most, count - done);
    const first = (start + done * step) * size;
    const slab = bytes.subarray(first, first + ((length - 1) * step + 1) * size);
    kernel.bytes(from, slab.length).set(slab);
    make(from, step, length, to);
    out.set(kernel.float32(to, length), done);
  }
  out.fill(NaN, count);
}

/**
 * What makes elevations in a kernel's memory, as `toElevations` does, until the kernel gets another rule.
 * @param type of the stored values
 */
export function elevationsIn(
  call: Call,
  type: StoredValues[typeof Symbol.toStringTag],
  rule: ElevationRule,
): ToElevations {
  const name = FUNCTIONS[type];
  setRule(call, rule, /8|16/.test(name) || name === 'float32');
  return (from, step, length, to) => {
    call(name, from, step, length, to);
  };
}

/** @param areFloats whether all values are exact 32-bit floats, so that they are compared as such */
function setRule(call: Call, rule: ElevationRule, areFloats: boolean): void {
  // NaN equals nothing: an unused slot never matches.
  const [a = NaN, b = NaN, c = NaN, d = NaN] = noDataValues(rule);
  const near = rule.noData !== null && rule.dataType.startsWith('float') ? NEAR * Math.abs(a) : 0;
  const bound = areFloats ? floatFrom : (value: number) => value;
  call(
    'setRule',
    bound(BEYOND_ELEVATION),
    bound(a - near),
    -bound(-(a + near)),
    b,
    c,
    d,
    rule.scale,
    rule.offset,
  );
}

/** The lowest 32-bit float that is not below a number. */
function floatFrom(value: number): number {
  const nearest = Math.fround(value);
  if (!(nearest < value)) return nearest;
  const bits = new Int32Array(Float32Array.of(nearest).buffer);
  return new Float32Array(bits.map((word) => (nearest < 0 ? word - 1 : word + 1)).buffer)[0] ?? NaN;
}

function noDataValues({ noData, scale, offset, dataType }: ElevationRule): readonly number[] {
  if (noData === null) return scale > 0.3 && offset === 0 ? USUAL_NO_DATA : [];
  // The text of a no-data value may have more digits than the values.
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
