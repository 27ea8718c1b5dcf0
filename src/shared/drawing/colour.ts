/** Red, green and blue of #rrggbb, 0 … 255 each. */
export function rgbOf(colour: string): [red: number, green: number, blue: number] {
  const channel = (at: number): number => parseInt(colour.slice(at, at + 2), 16);
  return [channel(1), channel(3), channel(5)];
}

/** Luminance of the background of dark pages. */
const DARK = luminance([0x1c, 0x1f, 0x1e]);

/** Least contrast of text and other thin shapes (WCAG 2.2, 1.4.3). */
const SEEN = 4.5;

/** A colour #rrggbb, lightened as far as needed for contrast on a dark page. */
export function seenOnDark(colour: string): string {
  const channels = rgbOf(colour);
  const mixed = (share: number): number[] =>
    channels.map((value) => Math.round(value + share * (255 - value)));
  let share = 0;
  while ((luminance(mixed(share)) + 0.05) / (DARK + 0.05) < SEEN) share += 0.05;
  return `#${mixed(share)
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('')}`;
}

/** The ink of text on a colour #rrggbb: white, or near black where that has more contrast. */
export function inkOn(colour: string): '#fff' | '#1c1d1b' {
  const behind = luminance(rgbOf(colour)) + 0.05;
  return 1.05 / behind >= 3 ? '#fff' : '#1c1d1b';
}

/** Relative luminance of an sRGB colour, 0..1 (WCAG 2.2). */
function luminance(channels: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = channels.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
