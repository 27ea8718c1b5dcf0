import { PNG } from 'pngjs';
import { shadePatch } from '../../../../shared/drawing/patchShade';

/** Pixels along the edge of a picture that is shown at half of it, so that it is sharp on fine screens as well. */
const PIXELS = 136;

/**
 * A patch as a small hillshade, north up: a PNG as data URI.
 * @param values [size, size] normalised elevations, 0 and 1 being the input window's lowest and highest
 * @param reliefM metres between those
 * @param spacingM metres between samples
 */
export function patchPicture(values: readonly number[], reliefM: number, spacingM: number): string {
  const size = Math.round(Math.sqrt(values.length));
  const scale = Math.max(1, Math.round(PIXELS / size));
  const png = new PNG({ width: size * scale, height: size * scale });
  png.data = Buffer.from(
    shadePatch(
      values.map((value) => value * reliefM),
      size,
      spacingM,
      scale,
    ),
  );
  return `data:image/png;base64,${PNG.sync.write(png, { colorType: 2, filterType: 2, deflateLevel: 6 }).toString('base64')}`;
}
