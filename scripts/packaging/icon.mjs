import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { repoRoot } from '../setup/paths.mjs';

/** The drawing from which all icons are made. */
export const iconDrawing = join(repoRoot, 'resources', 'icon.svg');

/** The icon for the window and electron-builder: the drawing at {@link iconSizePx}. */
export const iconFile = join(repoRoot, 'resources', 'icon.png');

/** Side of {@link iconFile}, the largest that macOS uses. */
export const iconSizePx = 1024;

/** Sides in px of the pictures in a Windows icon, the largest that its format holds first. */
const windowsSizesPx = [256, 128, 64, 48, 32, 16];

/**
 * Writes the icon for Windows, as PNG pictures in an ICO (Microsoft, "Icons": ICONDIR, ICONDIRENTRY): electron-builder would
 * download a program to make it.
 *
 * @param {string} folder - that it goes into.
 * @returns {string} path.
 */
export function windowsIconFile(folder) {
  const pictures = windowsSizesPx.map(iconPng);
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let start = header.length;
  for (const [index, picture] of pictures.entries()) {
    const entry = 6 + 16 * index;
    // A side of 256 is written as 0.
    header.fill((windowsSizesPx[index] ?? 0) % 256, entry, entry + 2);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(picture.length, entry + 8);
    header.writeUInt32LE(start, entry + 12);
    start += picture.length;
  }
  const path = join(folder, 'icon.ico');
  writeFileSync(path, Buffer.concat([header, ...pictures]));
  return path;
}

/**
 * @param {number} sizePx - of a side.
 * @returns {Buffer} the icon as PNG.
 */
export function iconPng(sizePx) {
  const drawing = readFileSync(iconDrawing, 'utf8');
  return new Resvg(drawing, { fitTo: { mode: 'width', value: sizePx } }).render().asPng();
}
