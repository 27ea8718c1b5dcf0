import { metres } from '../../../shared/format';
import { LANDFORM_TILE_SIZE, TILE_SIZE } from '../../../shared/terrain/tile';
import { view } from '../../state/workbench.svelte';

/** Why layers that ask the classical method are patchy or missing at this zoom, or null. */
export function sparsePlaces(): string | null {
  const cellM = (view.pixelM * TILE_SIZE) / LANDFORM_TILE_SIZE;
  return cellM > 2 * view.radiusM
    ? `At this zoom places lie further apart than patches of ${metres(view.radiusM)} are wide. Zoom in or take a wider radius.`
    : null;
}
