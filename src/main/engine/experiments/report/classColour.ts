import { rgbOf } from '../../../../shared/colour';
import { type Markup, markup } from './markup';

/** The surface that dark pages draw on. */
const DARK = luminance([0x1c, 0x1f, 0x1e]);

/** Contrast that a graphic needs to be seen (WCAG 2.2, 1.4.11). */
const SEEN = 3;

/**
 * What gives an element, and all in it, the colour of a class: its own on light pages, and on dark ones as much lighter as
 * it takes to be seen. What is no `#rrggbb` is drawn grey.
 */
export function ofClass(colour: string): Markup {
  const own = /^#[0-9a-fA-F]{6}$/.test(colour) ? colour : '#808080';
  return markup`class="of-class" style="--own:${own};--own-dark:${lightened(own)}"`;
}

function lightened(colour: string): string {
  const channels = rgbOf(colour);
  const mixed = (share: number): number[] =>
    channels.map((value) => Math.round(value + share * (255 - value)));
  let share = 0;
  while ((luminance(mixed(share)) + 0.05) / (DARK + 0.05) < SEEN) share += 0.05;
  return `#${mixed(share)
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('')}`;
}

/** Relative luminance of an sRGB colour, 0..1 (WCAG 2.2). */
function luminance(channels: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = channels.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
