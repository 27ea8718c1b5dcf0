import type { LonLat } from '../../../shared/geo/lonLat';
import { sketch, view } from '../../state/workbench.svelte';
import { boxAround, patchCorners } from './ground';

/** Minimum width of a patch when a place is first looked at, pixels, and radii to each side that the map then shows. */
const NARROWEST_PX = 40;
const WIDE_RADII = 12;

/**
 * Moves the map to a place and outlines its patch.
 * @param mayZoom whether it may zoom in on the patch; otherwise the zoom is left as it is
 */
export function lookAt(place: LonLat, radiusM: number, mayZoom: boolean): void {
  view.goTo(
    mayZoom && view.pixelM * NARROWEST_PX > 2 * radiusM
      ? { box: boxAround(place, WIDE_RADII * radiusM) }
      : { centre: { lonDeg: place.lonDeg, latDeg: place.latDeg } },
  );
  sketch.mark([{ label: '', line: 'dashed', corners: patchCorners(place, radiusM) }]);
}
