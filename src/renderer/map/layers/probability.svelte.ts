import WebGLTileLayer from 'ol/layer/WebGLTile';
import { rgbOf } from '../../../shared/drawing/colour';
import { project, view } from '../../state/workbench.svelte';
import { probabilityStyle } from '../overlayStyles';
import { probabilityTiles } from '../probabilityTiles';
import { drawnBy, type DrawLayer } from './drawLayer';

/**
 * The probability map of the chosen class in the shown run: where several radii are shown, the highest of them. Hatched where the
 * terrain is too flat to say at all of them.
 */
export const drawProbability: DrawLayer<'probability'> = (_, side) => {
  const tiles = new WebGLTileLayer({ style: probabilityStyle });

  $effect(() => {
    const { engine } = project;
    const { run } = side;
    const { probabilityClassId: classId } = view;
    const radiiM = run?.radiiM.filter((radiusM) => view.showsRadius(radiusM)) ?? [];
    if (engine === null || run === null || classId === null || radiiM.length === 0) {
      tiles.setSource(null);
      return;
    }
    const { id: runId } = run;
    tiles.setSource(
      probabilityTiles(
        (z, x, y) => engine.detections.tile({ runId, classId, radiiM, z, x, y }),
        side.patternPx,
      ),
    );
  });

  $effect(() => {
    const colour = project.classOf(view.probabilityClassId ?? '')?.colour ?? '#0b6b69';
    const [red, green, blue] = rgbOf(colour);
    tiles.updateStyleVariables({ red: red / 255, green: green / 255, blue: blue / 255 });
  });

  return { group: drawnBy(tiles) };
};
