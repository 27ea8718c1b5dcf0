import fc from 'fast-check';

export const SPACING_M = 30;

/** A patch of a surface given in spacings east and north of its middle. */
export const patchOf = (heightM: (east: number, north: number) => number): Float32Array =>
  Float32Array.from({ length: 289 }, (_, i) => heightM((i % 17) - 8, 8 - Math.floor(i / 17)));

/** The patch turned by 90 degrees, to the left. */
export const turned = (patch: Float32Array): Float32Array =>
  patch.map((_, i) => patch[(i % 17) * 17 + 16 - Math.floor(i / 17)] ?? NaN);

/** Patches of noise, level or tilted. */
export const rough = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 289, maxLength: 289 }),
    fc.constantFrom(0, 30, 60),
  )
  .map(([noise, tilt]) => Float32Array.from(noise, (value, i) => value + tilt * (i % 17)));
