import WebGLTileLayer from 'ol/layer/WebGLTile';
import { project, view } from '../../state/workbench.svelte';
import { isAnswered } from '../agreement';
import { agreementStyle } from '../overlayStyles';
import { cellTiles } from '../tileSource';
import { drawnBy, type DrawLayer } from './drawLayer';

/** Where the shown run and the classical method agree on the chosen class. */
export const drawAgreement: DrawLayer<'agreement'> = (_, side) => {
  const tiles = new WebGLTileLayer({ style: agreementStyle });

  $effect(() => {
    const { engine, terrain } = project;
    const { run } = side;
    const { probabilityClassId: classId, radiusM } = view;
    if (engine === null || terrain === null || run === null || classId === null || !isAnswered(classId)) {
      tiles.setSource(null);
      return;
    }
    const { id: runId } = run;
    tiles.setSource(
      cellTiles((z, x, y) => engine.detections.agreement({ runId, classId, radiusM, z, x, y }), 2),
    );
  });

  $effect(() => {
    tiles.updateStyleVariables({ threshold: view.threshold });
  });

  return { group: drawnBy(tiles) };
};
