import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { repoRoot } from '../setup/paths.mjs';

/** The drawing from which all icons are made. */
export const iconDrawing = join(repoRoot, 'resources', 'icon.svg');

/** The icon for the window and electron-builder: the drawing at {@link iconSizePx}. */
export const iconFile = join(repoRoot, 'resources', 'icon.png');

/** Side of {@link iconFile}, the largest that macOS uses. */
export const iconSizePx = 1024;

/**
 * @param {number} sizePx - of a side.
 * @returns {Buffer} the icon as PNG.
 */
export function iconPng(sizePx) {
  const drawing = readFileSync(iconDrawing, 'utf8');
  return new Resvg(drawing, { fitTo: { mode: 'width', value: sizePx } }).render().asPng();
}
