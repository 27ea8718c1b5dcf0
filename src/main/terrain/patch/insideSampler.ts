import { FRAME_VALUES } from '../geo/metricFrame';
import type { CellRange, Grid } from './sampleGrid';
import { samplingKernel } from './samplingKernel';

/** Cells and samples in the kernel's memory at once, unless one grid alone needs more: 2 MB of each. */
const CELLS_AT_ONCE = 2 ** 17;
const SAMPLES_AT_ONCE = 2 ** 16;

/** Samples that the kernel may write after the last one. */
const ALIGNED_BYTES = 16;

/** Cells that are read for neighbouring grids; `ownCells` is the number that they would read separately. */
interface SharedWindow {
  left: number;
  top: number;
  right: number;
  bottom: number;
  ownCells: number;
}

const cellsOf = ({ left, top, right, bottom }: Omit<SharedWindow, 'ownCells'>): number =>
  (right - left + 1) * (bottom - top + 1);

/** Copies a window's cells, row-major, to `cells`. */
export type CopyCells = (window: Omit<SharedWindow, 'ownCells'>, cells: Float32Array) => void;

/**
 * Samples grids that lie inside a raster, by the kernel (sampling.as.ts). Neighbours share a window of cells where that is less than
 * each one's own: of a lattice's chunk every cell is copied once, and far-apart locations copy no more than they read.
 */
export class InsideSampler {
  readonly #windows: SharedWindow[] = [];
  /** Of each grid: the index of its frame, where it goes, its first cell and its window. */
  readonly #members: number[] = [];
  readonly #slots: number[] = [];
  readonly #lefts: number[] = [];
  readonly #tops: number[] = [];
  readonly #windowOf: number[] = [];
  #cells = 0;

  /**
   * @param frames metric frames (see FrameWriter)
   * @param copyCells copies the cells of windows
   * @param take receives the slots of some grids and their metres, [slots, size, size], which are valid until it returns
   */
  constructor(
    private readonly frames: Float64Array,
    private readonly grid: Grid,
    private readonly level: number,
    private readonly copyCells: CopyCells,
    private readonly take: (slots: readonly number[], values: Float32Array) => void,
  ) {}

  /** Adds a grid whose range is `inside`; samples the earlier ones once there are enough. */
  add(member: number, slot: number, range: CellRange): void {
    const own = cellsOf(range);
    if ((this.#slots.length + 1) * this.grid.size ** 2 > SAMPLES_AT_ONCE || this.#cells + own > CELLS_AT_ONCE)
      this.flush();
    const last = this.#windows[this.#windows.length - 1];
    const joined = last === undefined ? undefined : union(last, range);
    const more = last === undefined || joined === undefined ? 0 : cellsOf(joined) - cellsOf(last);
    if (
      last !== undefined &&
      joined !== undefined &&
      cellsOf(joined) <= last.ownCells + own &&
      this.#cells + more <= CELLS_AT_ONCE
    ) {
      Object.assign(last, joined);
      last.ownCells += own;
      this.#cells += more;
    } else {
      const { left, top, right, bottom } = range;
      this.#windows.push({ left, top, right, bottom, ownCells: own });
      this.#cells += own;
    }
    this.#members.push(member);
    this.#slots.push(slot);
    this.#lefts.push(range.left);
    this.#tops.push(range.top);
    this.#windowOf.push(this.#windows.length - 1);
  }

  /** Samples the added grids. */
  flush(): void {
    const kernel = samplingKernel();
    const { size, spacingM } = this.grid;
    const count = this.#slots.length;
    if (count === 0) return;
    const [cellsAt = 0, framesAt = 0, windowsAt = 0, cornersAt = 0, outAt = 0] = kernel.place(
      4 * this.#cells,
      8 * FRAME_VALUES * count,
      8 * count,
      16 * count,
      4 * size * size * count + ALIGNED_BYTES,
    );
    const addresses: number[] = [];
    let at = cellsAt;
    for (const window of this.#windows) {
      addresses.push(at);
      this.copyCells(window, kernel.float32(at, cellsOf(window)));
      at += 4 * cellsOf(window);
    }
    const frames = kernel.float64(framesAt, FRAME_VALUES * count);
    const windows = kernel.uint32(windowsAt, 2 * count);
    const corners = kernel.float64(cornersAt, 2 * count);
    for (let i = 0; i < count; i++) {
      const from = (this.#members[i] ?? 0) * FRAME_VALUES;
      for (let k = 0; k < FRAME_VALUES; k++) frames[i * FRAME_VALUES + k] = this.frames[from + k] ?? NaN;
      const number = this.#windowOf[i] ?? 0;
      const window = this.#windows[number] ?? { left: NaN, top: NaN, right: NaN };
      const stride = window.right - window.left + 1;
      const left = this.#lefts[i] ?? NaN;
      const top = this.#tops[i] ?? NaN;
      windows[2 * i] = (addresses[number] ?? 0) + 4 * ((top - window.top) * stride + left - window.left);
      windows[2 * i + 1] = 4 * stride;
      corners[2 * i] = left;
      corners[2 * i + 1] = top;
    }
    const scale = 2 ** -this.level;
    kernel.call('sample', framesAt, windowsAt, cornersAt, count, size, spacingM, scale, outAt);
    this.take(this.#slots, kernel.float32(outAt, size * size * count));
    for (const list of [this.#windows, this.#members, this.#slots, this.#lefts, this.#tops, this.#windowOf])
      list.length = 0;
    this.#cells = 0;
  }
}

function union(
  a: Omit<SharedWindow, 'ownCells'>,
  b: Omit<SharedWindow, 'ownCells'>,
): Omit<SharedWindow, 'ownCells'> {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}
