import type { Drawing, Shape } from '../state/sketch.svelte';
import { line, mapLayers, sketch, swipe, view } from '../state/workbench.svelte';
import type { PlaceTiles } from './placeTiles';
import type { WorkbenchMap } from './workbenchMap';

/** What features draw on the map. */
interface Drawn {
  /** Places that are highlighted above the layers that show no points; null: none. */
  readonly highlighted: PlaceTiles | null;
  /** What is being drawn by clicks; null: nothing. */
  readonly drawing: Drawing | null;
  /** The outline that is being reshaped; null: none. */
  readonly shape: Shape | null;
}

/** Keeps the map like the window's state, while the component lives that calls this. */
export function showState(map: () => WorkbenchMap | null, drawn: () => Drawn): void {
  $effect(() => {
    map()?.compare(swipe.on !== null);
    map()?.show(mapLayers.list, view.overlaysHidden);
  });

  $effect(() => {
    if (swipe.on !== null) map()?.divideAt(swipe.share);
  });

  $effect(() => {
    map()?.brushed.show(view.overlaysHidden ? null : drawn().highlighted);
  });

  $effect(() => {
    map()?.sketch.show(sketch.areas);
  });

  $effect(() => {
    map()?.sketch.draw(drawn().drawing);
  });

  $effect(() => {
    map()?.shape.show(drawn().shape);
  });

  $effect(() => {
    map()?.line.use(view.drawsLine ? line : null);
  });

  $effect(() => {
    map()?.line.show(line, view.tool === 'measure', view.mark);
  });

  $effect(() => {
    const follows = ['positive', 'negative', 'retrieve'].includes(view.tool);
    map()?.footprint.show(view.radiusM, follows, view.panel === 'point' ? view.mark : null);
  });
}
