/**
 * Least relief of a patch, in multiples of its DTM's vertical noise (terrain/dtm/verticalNoise.ts), that a head may decide on.
 * A patch of nothing but noise has a relief of about six times the noise, and patches are normalised by their own range, so
 * that noise looks like mountains.
 *
 * Chosen on SRTM, at 240 m: at 40 the Rhine's plain is left without detections but for knolls that rise out of it (at 30 noise
 * is left), and of 882 known peaks and 151 known saddles around Davos one peak of 45 m is lost (at 60 two peaks and a saddle).
 */
export const FLAT_TIMES = 40;

/** Stands in a probability map where the ground is too flat to say; NaN where there is no patch. */
export const TOO_FLAT = -1;

/** Reliefs below which ground is too flat, metres: `36 m`, of DTMs with several noises `2.4 m to 36 m`; `none` for none. */
export function flatBelow(belowM: readonly number[]): string {
  const texts = [...belowM].sort((a, b) => a - b).map((each) => `${Number(each.toPrecision(2))} m`);
  const [least = 'none'] = texts;
  const most = texts.at(-1) ?? least;
  return least === most ? least : `${least} to ${most}`;
}
