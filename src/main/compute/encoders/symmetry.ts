/** Rotations and mirrorings of a square. */
export const SYMMETRIES = 8;

/**
 * For each of the eight rotations and mirrorings of a square raster, where each of its cells comes from:
 * copy[i] = original[permutation[i]]. The first is the identity.
 * @param size cells along an edge
 */
export function symmetryPermutations(size: number): Uint32Array[] {
  const last = size - 1;
  return Array.from({ length: SYMMETRIES }, (_, symmetry) => {
    const permutation = new Uint32Array(size * size);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        let fromRow = row;
        let fromColumn = column;
        if ((symmetry & 1) !== 0) fromColumn = last - fromColumn;
        if ((symmetry & 2) !== 0) fromRow = last - fromRow;
        if ((symmetry & 4) !== 0) [fromRow, fromColumn] = [fromColumn, fromRow];
        permutation[row * size + column] = fromRow * size + fromColumn;
      }
    }
    return permutation;
  });
}
