import type { Shapes } from './shapes';

const POINT = 1;

/** Places as shapes. */
export const pointShapes = ({ x, y }: Pick<Shapes, 'x' | 'y'>): Shapes => ({
  type: POINT,
  x,
  y,
  *contents() {
    for (const [index, east] of x.entries()) {
      const content = Buffer.alloc(20);
      content.writeInt32LE(POINT, 0);
      content.writeDoubleLE(east, 4);
      content.writeDoubleLE(y[index] ?? NaN, 12);
      yield content;
    }
  },
});
