import { tf, type Tensor2D, type Tensor4D } from '../backend';

/**
 * A 3 x 3 convolution with padding on a grid so small that every cell lies within the kernel's reach of every other, as a
 * matrix of all cells' inputs by all cells' filters: as a convolution most of its work would be on padding.
 * @param kernel [3, 3, inputs, filters]
 * @param side 1 or 2 cells
 * @returns [side^2 x inputs, side^2 x filters]
 */
export function smallGridMatrix(kernel: Tensor4D, side: 1 | 2): Tensor2D {
  const [, , inputs, filters] = kernel.shape;
  const cells = Array.from(
    { length: side * side },
    (_, cell) => [Math.floor(cell / side), cell % side] as const,
  );
  /** What a cell contributes to another one at this offset up and to the left. */
  const tap = (up: number, left: number): Tensor2D =>
    tf.reshape(tf.slice(kernel, [1 + up, 1 + left, 0, 0], [1, 1, -1, -1]), [inputs, filters]);
  return tf.tidy(() =>
    tf.concat<Tensor2D>(
      cells.map(([fromRow, fromColumn]) =>
        tf.concat<Tensor2D>(
          cells.map(([row, column]) => tap(fromRow - row, fromColumn - column)),
          1,
        ),
      ),
    ),
  );
}
