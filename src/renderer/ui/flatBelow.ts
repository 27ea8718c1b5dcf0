/** Reliefs below which ground is too flat: `36 m`, of DTMs with several noises `2.4 m to 36 m`; none for none. */
export function flatBelow(belowM: readonly number[]): string {
  const texts = [...belowM].sort((a, b) => a - b).map((each) => `${Number(each.toPrecision(2))} m`);
  const [least = 'none'] = texts;
  const most = texts.at(-1) ?? least;
  return least === most ? least : `${least} to ${most}`;
}
