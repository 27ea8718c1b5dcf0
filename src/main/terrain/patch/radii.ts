/**
 * Radii between two bounds, stepping by sqrt(2) from the finest, rounded to three figures: 240, 339, 480, 679 …
 * @param minM finest radius that the terrain carries, metres
 * @param maxM widest useful radius, metres
 */
export function radiusLadder(minM: number, maxM: number): number[] {
  const startM = niceUp(minM);
  const radii: number[] = [];
  for (let step = 0; startM * Math.SQRT2 ** step <= maxM * 1.0001 && step < 60; step++) {
    radii.push(Number((startM * Math.SQRT2 ** step).toPrecision(3)));
  }
  return radii.length > 0 ? radii : [startM];
}

/** The next radius up whose spacing (an eighth of it) is a round number of metres. */
function niceUp(radiusM: number): number {
  const spacing = radiusM / 8;
  const unit = 10 ** Math.floor(Math.log10(spacing)) / 2;
  return Number((Math.ceil(spacing / unit - 1e-9) * unit * 8).toPrecision(6));
}
