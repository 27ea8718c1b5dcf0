import { join } from 'node:path';
import { renderAsync } from '@resvg/resvg-js';

/** Journals print at so many dots per inch; SVG has 96 pixels per inch. */
export const DOTS_PER_INCH = 300;
const ZOOM = DOTS_PER_INCH / 96;

/**
 * Draws an SVG as PNG at 300 dots per inch, off the event loop. Text is set in Inter; names in scripts that Inter lacks in a font
 * of the system.
 * @param fontsDir the folder of Inter
 */
export async function svgPicture(svg: string, fontsDir: string): Promise<Uint8Array> {
  const fontFiles = ['Inter-Regular.ttf', 'Inter-SemiBold.ttf'].map((name) => join(fontsDir, name));
  const picture = await renderAsync(svg, {
    fitTo: { mode: 'zoom', value: ZOOM },
    font: { fontFiles, loadSystemFonts: true, defaultFontFamily: 'Inter' },
  });
  return picture.asPng();
}
