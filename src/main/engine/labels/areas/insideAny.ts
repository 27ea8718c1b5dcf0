import { ringsBox, ringsContain, type Ring } from '../../../../shared/geo/rings';

/** Tells of places whether they lie in any of some areas; quick for those that lie far from all. */
export function insideAny(areas: readonly (readonly Ring[])[]): (lonDeg: number, latDeg: number) => boolean {
  const boxed = areas.map((rings) => {
    const [, south, , north] = ringsBox(rings);
    return { rings, south, north };
  });
  return (lonDeg, latDeg) =>
    boxed.some(
      ({ rings, south, north }) => latDeg >= south && latDeg <= north && ringsContain(rings, lonDeg, latDeg),
    );
}
