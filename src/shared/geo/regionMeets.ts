import { lonNear, middleLonDeg, overlap, type LonLatBox } from './lonLat';
import { regionContains, type Region } from './region';

/** Whether a region and a box share a place; edges count. The lines of an outline are straight in degrees. */
export function regionMeets(region: Region, box: LonLatBox): boolean {
  if (overlap(region, box) === null) return false;
  const { outline } = region;
  if (outline === undefined) return true;
  const westDeg = lonNear(middleLonDeg(region), middleLonDeg(box)) - (box.eastDeg - box.westDeg) / 2;
  const { southDeg, northDeg } = box;
  const near = { westDeg, southDeg, eastDeg: westDeg + box.eastDeg - box.westDeg, northDeg };
  // Where no line of the outline meets the box, all of it lies inside or outside.
  return (
    outline.some((ring) => meetsLine(ring, near)) ||
    regionContains(region, middleLonDeg(near), (southDeg + northDeg) / 2)
  );
}

/** Whether a side of a ring meets a box: each is clipped by the box's four sides (Liang and Barsky, 1984). */
function meetsLine(ring: readonly number[], { westDeg, southDeg, eastDeg, northDeg }: LonLatBox): boolean {
  for (let to = 0, from = ring.length - 2; to < ring.length; from = to, to += 2) {
    const [aLon = NaN, aLat = NaN] = [ring[from], ring[from + 1]];
    const [bLon = NaN, bLat = NaN] = [ring[to], ring[to + 1]];
    const [dLon, dLat] = [bLon - aLon, bLat - aLat];
    let [enters, leaves] = [0, 1];
    for (const [along, room] of [
      [-dLon, aLon - westDeg],
      [dLon, eastDeg - aLon],
      [-dLat, aLat - southDeg],
      [dLat, northDeg - aLat],
    ] as const) {
      if (along < 0) enters = Math.max(enters, room / along);
      else if (along > 0) leaves = Math.min(leaves, room / along);
      else if (room < 0) leaves = -1;
    }
    if (enters <= leaves) return true;
  }
  return false;
}
