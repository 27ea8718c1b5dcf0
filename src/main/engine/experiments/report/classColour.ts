import { seenOnDark } from '../../../../shared/drawing/colour';
import { type Markup, markup } from './markup';

/**
 * What gives an element, and all in it, the colour of a class: its own on light pages, and on dark ones as much lighter as
 * it takes to be seen. What is no `#rrggbb` is drawn grey.
 */
export function ofClass(colour: string): Markup {
  const own = /^#[0-9a-fA-F]{6}$/.test(colour) ? colour : '#808080';
  return markup`class="of-class" style="--own:${own};--own-dark:${seenOnDark(own)}"`;
}
