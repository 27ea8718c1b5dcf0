import WebGLTileLayer from 'ol/layer/WebGLTile';
import { untrack } from 'svelte';
import { classShapes } from '../../../shared/labels/labelClasses';
import { classLook } from '../../state/classLook';
import { project, view } from '../../state/workbench.svelte';
import { classMapTiles } from '../classMapTiles';
import { classMapStyle } from '../overlayStyles';
import { drawnBy, numbersAt, type DrawLayer } from './drawLayer';

const listed = (names: string): string[] => names.split(' ').filter(Boolean);

/** The likeliest class of each place in the shown run, at the current radius; nothing where none reaches the threshold. */
export const drawClassMap: DrawLayer<'class-map'> = (layer, side) => {
  const ofClasses = (part: 'colour' | 'shape'): string =>
    (side.run?.classIds ?? []).map((id) => classLook(project.classOf(id))[part]).join(' ');
  const variables = (): { threshold: number; faint: number } => ({
    threshold: layer().style.threshold ?? view.threshold,
    faint: layer().style.byProbability ? 1 : 0,
  });
  // Texts, which are equal where classes have changed in other ways: each new label counts among its class.
  const colours = $derived(ofClasses('colour'));
  const shapes = $derived(ofClasses('shape'));
  const runId = $derived(side.run?.id ?? null);
  const tiles = new WebGLTileLayer({ style: classMapStyle([], untrack(variables)) });

  $effect(() => {
    tiles.setStyle(classMapStyle(listed(colours), untrack(variables)));
  });

  $effect(() => {
    tiles.updateStyleVariables(variables());
  });

  $effect(() => {
    const { engine } = project;
    const { radiusM } = view;
    if (engine === null || runId === null) {
      tiles.setSource(null);
      return;
    }
    const marks = listed(shapes).map((name) => classShapes.find((shape) => shape === name) ?? 'disc');
    const at = { runId, radiusM };
    tiles.setSource(
      classMapTiles((z, x, y) => engine.classMaps.tile({ ...at, z, x, y }), marks, side.patternPx),
    );
  });

  return { group: drawnBy(tiles), valuesAt: (pixel) => numbersAt(tiles, pixel) };
};
