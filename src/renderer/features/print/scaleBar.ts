/** A scale bar: its length on the ground and on the page. */
export interface ScaleBar {
  readonly lengthM: number;
  readonly lengthMm: number;
  /** Parts that are drawn dark and light by turns. */
  readonly parts: number;
}

const DIGITS = [1, 2, 3, 4, 5, 6, 8] as const;

/** The longest scale bar of a round length that fits. @param scale 50,000 for 1:50,000 */
export function scaleBar(scale: number, mostMm: number): ScaleBar {
  const mostM = (mostMm / 1000) * scale;
  const power = 10 ** Math.floor(Math.log10(mostM));
  const digit = DIGITS.filter((each) => each * power <= mostM).at(-1) ?? 1;
  const lengthM = digit * power;
  return { lengthM, lengthMm: (lengthM / scale) * 1000, parts: digit === 1 ? 5 : digit === 2 ? 4 : digit };
}

/** `1:50 000` */
export const scaleText = (scale: number): string =>
  `1:${new Intl.NumberFormat('en', { maximumFractionDigits: 0 }).format(scale).replaceAll(',', '\u00a0')}`;
