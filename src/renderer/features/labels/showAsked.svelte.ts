import { untrack } from 'svelte';
import type { LonLat } from '../../../shared/geo/lonLat';
import { sketch, view } from '../../state/workbench.svelte';
import type { Asking } from './asking';

/** Minimum width of a patch when a place is first looked at, pixels, and radii to each side that the map then shows. */
const NARROWEST_PX = 40;
const WIDE_RADII = 12;

/** Metres of a degree of latitude on a sphere of the Earth's mean radius: enough for what is drawn. */
const DEGREE_M = (Math.PI / 180) * 6_371_008.8;

/** Moves the map to the place that is asked about and outlines its patch, while the component that calls this is shown. */
export function showAsked(asking: Pick<Asking, 'subject' | 'current'>): void {
  /** The subject whose first place the map went to; from then on the user controls the zoom. */
  let zoomedFor: Asking['subject'] = null;
  // By its key alone: a refit changes what else is known of the same place.
  const key = $derived(asking.current?.key ?? null);
  $effect(() => {
    if (key === null) return undefined;
    return untrack(() => {
      const { current, subject } = asking;
      if (current === null || subject === null) return undefined;
      lookAt(current, subject.radiusM, zoomedFor !== subject);
      zoomedFor = subject;
      return sketch.mark([{ label: '', line: 'dashed', corners: patchCorners(current, subject.radiusM) }]);
    });
  });
}

/** @param mayZoom whether the map may zoom in on the patch; otherwise the zoom is left as it is */
function lookAt(place: LonLat, radiusM: number, mayZoom: boolean): void {
  view.goTo(
    mayZoom && view.pixelM * NARROWEST_PX > 2 * radiusM
      ? { box: boxAround(place, WIDE_RADII * radiusM) }
      : { centre: { lonDeg: place.lonDeg, latDeg: place.latDeg } },
  );
}

/** West, south, east and north of the square that reaches so many metres from a place, for the map. */
function boxAround({ lonDeg, latDeg }: LonLat, reachM: number): [number, number, number, number] {
  const north = reachM / DEGREE_M;
  const east = north / Math.cos((latDeg * Math.PI) / 180);
  return [lonDeg - east, latDeg - north, lonDeg + east, latDeg + north];
}

/** The corners of a place's patch, from the north-west clockwise. */
function patchCorners(place: LonLat, radiusM: number): LonLat[] {
  const [west, south, east, north] = boxAround(place, radiusM);
  return [
    { lonDeg: west, latDeg: north },
    { lonDeg: east, latDeg: north },
    { lonDeg: east, latDeg: south },
    { lonDeg: west, latDeg: south },
  ];
}
