/** Points along each edge of a box that is transformed to another CRS, in which its edges are not straight. */
const EDGE_POINTS = 65;

/** Points along the four edges of a box, [n] as shares of its width and of its height. */
export const edgeShares: readonly (readonly [across: number, along: number])[] = Array.from(
  { length: EDGE_POINTS },
  (_, point) => point / (EDGE_POINTS - 1),
).flatMap(
  (share) =>
    [
      [share, 0],
      [share, 1],
      [0, share],
      [1, share],
    ] as const,
);
