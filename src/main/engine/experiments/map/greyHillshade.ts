import { PNG } from 'pngjs';
import { throwIfAborted } from '../../../../shared/errors';
import type { LonLatBox } from '../../../../shared/geo/lonLat';
import type { Project } from '../../context';
import { drawHillshade, pictureElevations, sidesM, usualRiseM, type Colour } from '../../export/hillshade';
import { layOut } from './layout';

/** Dots an inch of the hillshade in print. */
const DPI = 300;

/** Rise per metre that most ground must reach in the hillshade; gentler ground is exaggerated, at most so many times. */
const LEAST_RELIEF = 0.4;
const MOST_EXAGGERATION = 20;

/**
 * The ground of a map's panels in light greys, so that colours stand out; transparent where there is no data.
 * @param panels how many share the figure
 * @returns PNG
 */
export async function greyHillshade(
  project: Project,
  box: LonLatBox,
  panels: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { widthM, heightM } = sidesM(box);
  const printedM = widthM / ((layOut(box, panels).panelWidth * DPI) / 72);
  const { picture, elevations } = await project.useTerrain(async (terrain) => {
    const finestM = Math.min(
      ...terrain.dtms.map(({ pixelWidthM, pixelHeightM }) => Math.min(pixelWidthM, pixelHeightM)),
    );
    // Finer than the terrain there is nothing to be seen, and whatever draws the figure smooths it.
    const pixelM = Math.max(printedM, finestM);
    const picture = new PNG({ width: Math.ceil(widthM / pixelM), height: Math.ceil(heightM / pixelM) });
    return { picture, elevations: await pictureElevations(terrain, picture, box, signal) };
  });
  throwIfAborted(signal);
  const pixelM = widthM / picture.width;
  const relief = usualRiseM(elevations) / pixelM;
  const exaggeration = Math.min(MOST_EXAGGERATION, Math.max(1, LEAST_RELIEF / relief));
  drawHillshade(picture, elevations, pixelM / exaggeration, grey);
  return PNG.sync.write(picture, { colorType: 4 });
}

function grey(light: number): Colour {
  const value = 118 + 150 * light;
  return [value, value, value];
}
