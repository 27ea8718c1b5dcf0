import type { Pixel } from './scatter';

/** Pixels of the page that an arrow key moves the cross, and with Shift. */
const STEP_PX = 10;
const FINE_PX = 2;

const arrows: Readonly<Record<string, readonly [right: number, down: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Drawing on a plot by keys: arrow keys move a cross, Enter sets corners, as on the map. */
export class KeyLasso {
  /** Where the cross is, pixels of the canvas; null: keys are not used. */
  cross = $state.raw<Pixel | null>(null);
  corners = $state.raw<readonly Pixel[]>([]);

  /** What is drawn so far, up to the cross; two corners are opposite ones of a box. */
  readonly outline = $derived.by((): readonly Pixel[] => {
    const { cross, corners } = this;
    if (cross === null || corners.length === 0) return [];
    const last = corners.at(-1);
    const drawn = last?.[0] === cross[0] && last[1] === cross[1] ? corners : [...corners, cross];
    const [first, second] = drawn;
    return drawn.length === 2 && first !== undefined && second !== undefined ? boxOf(first, second) : drawn;
  });

  /** Shows the cross, in the middle of the plot unless it is somewhere. */
  begin(width: number, height: number): void {
    this.cross ??= [width / 2, height / 2];
  }

  end(): void {
    this.cross = null;
    this.corners = [];
  }

  /**
   * Moves the cross within the plot.
   * @returns whether the key moves it
   */
  move(
    { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
    width: number,
    height: number,
    ratio: number,
  ): boolean {
    const by = arrows[key];
    if (by === undefined || this.cross === null) return false;
    const step = (shiftKey ? FINE_PX : STEP_PX) * ratio;
    const [x, y] = this.cross;
    this.cross = [
      Math.min(width, Math.max(0, x + by[0] * step)),
      Math.min(height, Math.max(0, y + by[1] * step)),
    ];
    return true;
  }

  /**
   * Sets a corner at the cross. At the last corner again it ends: two corners are opposite ones of a box, more are an outline, one is a
   * click.
   * @returns the corners of what has ended; null while it goes on
   */
  set(): readonly Pixel[] | null {
    const { cross, corners } = this;
    if (cross === null) return null;
    const last = corners.at(-1);
    if (last?.[0] !== cross[0] || last[1] !== cross[1]) {
      this.corners = [...corners, cross];
      return null;
    }
    this.corners = [];
    const [first, second] = corners;
    return corners.length === 2 && first !== undefined && second !== undefined
      ? boxOf(first, second)
      : corners;
  }

  /** Takes back the last corner. */
  takeBack(): void {
    this.corners = this.corners.slice(0, -1);
  }

  /** @returns whether there were corners to drop */
  cancel(): boolean {
    const had = this.corners.length > 0;
    this.corners = [];
    return had;
  }
}

const boxOf = ([x, y]: Pixel, [otherX, otherY]: Pixel): Pixel[] => [
  [x, y],
  [otherX, y],
  [otherX, otherY],
  [x, otherY],
];
