import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LatticeValue } from '../../../shared/contract/compute';
import { throwIfAborted } from '../../../shared/errors';
import { crsByCode } from '../geo/crs';
import { FRAME_VALUES } from '../geo/metricFrame';
import { projectionOf } from '../geo/projection';
import type { SampledDtm } from '../sampledDtm';
import { sampleRaster } from './rasterSampler';
import { positionAt } from './sampleGrid';
import { average, isWhole, levelFor, splitOf } from './sampleLocations';

/** Cells along a block's side, at most; halved where the ground is too curved for one frame. */
const BLOCK_CELLS = 32;

/** Blocks in memory at once. */
const BLOCKS_AT_ONCE = 256;

/** Share of a pixel by which a block's frame may be off in its corners. */
const TOLERANCE_PIXELS = 0.01;

/** Nine points of a block, east and north of its middle: what its frame is made of, and the three corners that try it. */
const POINTS = [
  ...([
    [0, 0],
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
    [1, 1],
  ] as const),
  ...([
    [-1, 1],
    [1, -1],
    [-1, -1],
  ] as const),
];
const TRIED = POINTS.slice(6);

/** A square of cells of a lattice, by the one in its north-west. */
interface Block {
  readonly column: number;
  readonly row: number;
}

/**
 * Elevations at the cells of a lattice, each as `sampleLocations` reads it, but block by block: a block's cells are found in a
 * raster by one frame, in place of one for each cell.
 * @param dtms finest first
 * @returns [rows * columns] metres, NaN where there is no data
 * @throws UserError `cancelled` when the signal fires, `truncated-file` when a DTM cannot be decoded
 */
export async function sampleLattice(
  dtms: readonly SampledDtm[],
  lattice: LatticeValue,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const elevationsM = new Float32Array(lattice.columns * lattice.rows).fill(NaN);
  let blocks = blocksOf(lattice);
  for (let cells = BLOCK_CELLS; blocks.length > 0; cells /= 2) {
    const curved: Block[] = [];
    for (let start = 0; start < blocks.length; start += BLOCKS_AT_ONCE) {
      throwIfAborted(signal);
      const some = blocks.slice(start, start + BLOCKS_AT_ONCE);
      const flat = await sampleBlocks(dtms, lattice, some, cells, elevationsM);
      curved.push(...some.filter((_, index) => flat[index] === 0));
      await nextTurn();
    }
    blocks = quartersOf(curved, cells / 2, lattice);
  }
  return elevationsM;
}

/** Blocks that cover a lattice. */
function blocksOf({ columns, rows }: LatticeValue): Block[] {
  const across = Math.ceil(columns / BLOCK_CELLS);
  const down = Math.ceil(rows / BLOCK_CELLS);
  return Array.from({ length: across * down }, (_, i) => ({
    column: (i % across) * BLOCK_CELLS,
    row: Math.floor(i / across) * BLOCK_CELLS,
  }));
}

/** The quarters of blocks that lie in a lattice. @param cells along a quarter's side */
const quartersOf = (blocks: readonly Block[], cells: number, { columns, rows }: LatticeValue): Block[] =>
  cells < 1
    ? []
    : blocks
        .flatMap(({ column, row }) => [
          ...[
            { column, row },
            { column: column + cells, row },
          ],
          ...[
            { column, row: row + cells },
            { column: column + cells, row: row + cells },
          ],
        ])
        .filter(({ column, row }) => column < columns && row < rows);

/** Samples blocks into the elevations of their lattice. @returns [blocks] 0 where one is too curved and was left out */
async function sampleBlocks(
  dtms: readonly SampledDtm[],
  lattice: LatticeValue,
  blocks: readonly Block[],
  cells: number,
  elevationsM: Float32Array,
): Promise<Uint8Array> {
  const { stepM } = lattice;
  const { frames, flat } = framesOf(dtms, lattice, blocks, cells);
  // What DTMs know between their outermost cell centres and their edge is used only where no other one knows better.
  const passes = (dtms.length > 1 ? [false, true] : [true]).flatMap((rim) =>
    dtms.map((dtm, number) => ({ dtm, rim, frames: frames[number] ?? new Float64Array() })),
  );
  const finest = Uint8Array.from(blocks, (_, block) =>
    frames.findIndex((own) => !Number.isNaN(own[block * FRAME_VALUES])),
  );
  for (const split of [1, 2]) {
    const members = Uint32Array.from(finest.keys()).filter((block) => {
      const dtm = dtms[finest[block] ?? -1];
      return flat[block] === 1 && dtm !== undefined && splitOf(dtm, stepM) === split;
    });
    if (members.length === 0) continue;
    const samples = (cells * split) ** 2;
    const fine = new Float32Array(members.length * samples);
    let rest = members;
    let slots = Uint32Array.from(members.keys());
    for (const [number, pass] of passes.entries()) {
      if (number > 0) {
        slots = slots.filter((slot) => !isWhole(fine, slot * samples, (slot + 1) * samples));
        rest = slots.map((slot) => members[slot] ?? 0);
      }
      await sampleRaster(pass.dtm.raster, {
        frames: pass.frames,
        members: rest,
        grid: { size: cells * split, spacingM: stepM / split },
        level: levelFor(pass.dtm, stepM),
        out: fine,
        slots,
        rim: pass.rim,
        first: number === 0,
      });
    }
    const own = new Float32Array(cells * cells);
    for (const [slot, block] of members.entries()) {
      if (split === 1) own.set(fine.subarray(slot * samples, (slot + 1) * samples));
      else average(fine, slot * samples, cells, own, 0);
      writeBlock(elevationsM, lattice, blocks[block], cells, own);
    }
  }
  return flat;
}

/** @param values [cells, cells] */
function writeBlock(
  elevationsM: Float32Array,
  { columns, rows }: LatticeValue,
  { column, row }: Block = { column: columns, row: rows },
  cells: number,
  values: Float32Array,
): void {
  const width = Math.min(cells, columns - column);
  for (let i = 0; i < Math.min(cells, rows - row); i++)
    elevationsM.set(values.subarray(i * cells, i * cells + width), (row + i) * columns + column);
}

/**
 * Frames of blocks in each raster, east and north being those of the lattice: NaN where a block lies beside the raster.
 * @returns frames [blocks, 12] a DTM, and [blocks] 0 where one would be wrong in a corner
 */
function framesOf(
  dtms: readonly SampledDtm[],
  { crsCode, originE, originN, stepM }: LatticeValue,
  blocks: readonly Block[],
  cells: number,
): { frames: Float64Array[]; flat: Uint8Array } {
  const { inverse } = projectionOf(crsByCode(crsCode));
  const frames = dtms.map(() => new Float64Array(blocks.length * FRAME_VALUES).fill(NaN));
  const flat = new Uint8Array(blocks.length).fill(1);
  const half = (cells - 1) / 2;
  const reachM = Math.max(half, 0.5) * stepM;
  for (const [block, { column, row }] of blocks.entries()) {
    const places = POINTS.map(([east, north]) =>
      inverse(
        originE + (column + half) * stepM + east * reachM,
        originN - (row + half) * stepM + north * reachM,
      ),
    );
    for (const [number, { toPixel, raster }] of dtms.entries()) {
      const pixels = places.map(([lonDeg, latDeg]) => toPixel(lonDeg, latDeg));
      const { width, height } = raster.dtm.metadata;
      if (isBeside(pixels, 0, width) || isBeside(pixels, 1, height)) continue;
      const own = frames[number] ?? new Float64Array();
      const at = block * FRAME_VALUES;
      const isRight = [0, 1].map((axis) =>
        writeAxis(
          own,
          at + 6 * axis,
          pixels.map((pixel) => pixel[axis] ?? NaN),
          reachM,
        ),
      );
      if (cells > 1 && isRight.includes(false)) flat[block] = 0;
    }
  }
  return { frames, flat };
}

/** Whether points all lie on one side of a raster. */
const isBeside = (pixels: readonly (readonly [number, number])[], axis: 0 | 1, size: number): boolean =>
  pixels.every((pixel) => pixel[axis] < -1) || pixels.every((pixel) => pixel[axis] > size + 1);

/** Writes the six numbers of a frame through six of `POINTS`. @returns whether they are right for the others */
function writeAxis(frames: Float64Array, at: number, points: readonly number[], reachM: number): boolean {
  const [middle = NaN, east = NaN, west = NaN, north = NaN, south = NaN, corner = NaN, ...tried] = points;
  const [e, n] = [(east - west) / 2, (north - south) / 2];
  const [ee, nn] = [(east + west) / 2 - middle, (north + south) / 2 - middle];
  frames[at] = middle;
  frames[at + 1] = e / reachM;
  frames[at + 2] = n / reachM;
  frames[at + 3] = ee / reachM ** 2;
  frames[at + 4] = (corner - middle - e - n - ee - nn) / reachM ** 2;
  frames[at + 5] = nn / reachM ** 2;
  return TRIED.every(
    ([eastward, northward], i) =>
      Math.abs(positionAt(frames, at, eastward * reachM, northward * reachM) - (tried[i] ?? NaN)) <=
      TOLERANCE_PIXELS,
  );
}
