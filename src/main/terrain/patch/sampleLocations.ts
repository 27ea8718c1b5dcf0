import { setImmediate as nextTurn } from 'node:timers/promises';
import { boxContains, grown } from '../../../shared/geo/lonLat';
import { FRAME_VALUES } from '../geo/metricFrame';
import type { SampledDtm } from '../sampledDtm';
import { BLOCK_SIZE } from '../pyramid/levels';
import { reliefsOf } from './relief';
import { sampleRaster } from './rasterSampler';
import { type Grid, positionAt, reachOf } from './sampleGrid';

/** Elevations around locations. */
export interface Samples {
  /** [n, size, size] metres, north row first, west first; all NaN where not valid */
  readonly values: Float32Array;
  /** [n] 1 where every sample lies on data of the terrain, else 0 */
  readonly valid: Uint8Array;
}

/** Spacings up to this many pixels are sampled bilinearly, coarser ones averaged. */
const BILINEAR_PIXELS = 1.5;

/** Samples in memory at once; also what bounds the time between two turns of the event loop. */
const SAMPLES_AT_ONCE = 2 ** 20;

/**
 * How a DTM is read at a spacing. Near the pixel, or finer: bilinearly. Coarser: each sample is the mean of 2 x 2
 * bilinear samples in the square around it, read from the level whose cells are a quarter to a half of the spacing.
 */
export function levelFor(dtm: SampledDtm, spacingM: number): number {
  if (spacingM <= BILINEAR_PIXELS * dtm.pixelM) return 0;
  // 1.1: a cell may be a tenth wider than half the spacing, so that 120 m read 62 m cells and not all their pixels.
  const level = Math.floor(Math.log2((1.1 * spacingM) / (2 * dtm.pixelM)));
  return Math.min(Math.max(level, 0), dtm.raster.levels - 1);
}

/** Samples per axis that are averaged into one. */
export const splitOf = (dtm: SampledDtm, spacingM: number): 1 | 2 =>
  spacingM > BILINEAR_PIXELS * dtm.pixelM ? 2 : 1;

/** Locations that one DTM holds, in an order that keeps neighbours together. */
interface Group {
  readonly members: Uint32Array;
  /** Samples per axis that are averaged into one. */
  readonly split: number;
}

/** Frames of all locations in one DTM; NaN where its box is too far away to be reached. */
function framesIn(dtm: SampledDtm, locations: Float64Array, reachM: number): Float64Array {
  const frames = new Float64Array((locations.length / 2) * FRAME_VALUES).fill(NaN);
  const near = grown(dtm.box, reachM);
  for (let i = 0; i * 2 < locations.length; i++) {
    const lonDeg = locations[i * 2] ?? NaN;
    const latDeg = locations[i * 2 + 1] ?? NaN;
    if (boxContains(near, lonDeg, latDeg)) dtm.writeFrame(lonDeg, latDeg, frames, i * FRAME_VALUES);
  }
  return frames;
}

/** Whether the corners of a location's grid each lie in some DTM: if not, it need not be read to be found not whole. */
function isCovered(
  dtms: readonly SampledDtm[],
  frames: readonly Float64Array[],
  location: number,
  reachM: number,
): boolean {
  const at = location * FRAME_VALUES;
  return [reachM, -reachM].every((northM) =>
    [reachM, -reachM].every((eastM) =>
      dtms.some(({ raster }, number) => {
        const { width, height } = raster.dtm.metadata;
        const own = frames[number] ?? new Float64Array(0);
        const column = positionAt(own, at, eastM, northM);
        const row = positionAt(own, at + 6, eastM, northM);
        return column >= -1 && row >= -1 && column <= width + 1 && row <= height + 1;
      }),
    ),
  );
}

/** Gives each location to the first DTM that holds it; those that cannot be whole are left out. */
function groupLocations(
  dtms: readonly SampledDtm[],
  frames: readonly Float64Array[],
  { size, spacingM }: Grid,
): Group[] {
  const count = (frames[0]?.length ?? 0) / FRAME_VALUES;
  const reachM = ((size - 1) / 2) * spacingM;
  const taken = new Uint8Array(count);
  return dtms.map((dtm, number) => {
    const { width, height } = dtm.raster.dtm.metadata;
    const own = frames[number] ?? new Float64Array(0);
    const blockPixels = BLOCK_SIZE * 2 ** levelFor(dtm, spacingM);
    const across = Math.ceil(width / blockPixels);
    const byBlock = new Map<number, number[]>();
    for (let i = 0; i < count; i++) {
      const column = own[i * FRAME_VALUES] ?? NaN;
      const row = own[i * FRAME_VALUES + 6] ?? NaN;
      if (taken[i] === 1 || !(column >= 0 && row >= 0 && column <= width && row <= height)) continue;
      taken[i] = 1;
      const columnReach = reachOf(own, i * FRAME_VALUES + 1, reachM);
      const rowReach = reachOf(own, i * FRAME_VALUES + 7, reachM);
      const isInside =
        column >= columnReach && column + columnReach <= width && row >= rowReach && row + rowReach <= height;
      if (!isInside && !isCovered(dtms, frames, i, reachM)) continue;
      const block = Math.floor(row / blockPixels) * across + Math.floor(column / blockPixels);
      const known = byBlock.get(block);
      if (known === undefined) byBlock.set(block, [i]);
      else known.push(i);
    }
    const blocks = [...byBlock].sort(([a], [b]) => a - b);
    return {
      members: Uint32Array.from(blocks.flatMap(([, locations]) => locations)),
      split: splitOf(dtm, spacingM),
    };
  });
}

/** Averages 2 x 2 samples into one. */
export function average(
  fine: Float32Array,
  from: number,
  size: number,
  out: Float32Array,
  outAt: number,
): void {
  const stride = size * 2;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const at = from + row * 2 * stride + column * 2;
      const north = (fine[at] ?? NaN) + (fine[at + 1] ?? NaN);
      const south = (fine[at + stride] ?? NaN) + (fine[at + stride + 1] ?? NaN);
      out[outAt + row * size + column] = (north + south) / 4;
    }
  }
}

/** Whether all values from `from` up to `to` are numbers. */
export function isWhole(values: Float32Array, from: number, to: number): boolean {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i] ?? NaN;
  return !Number.isNaN(sum);
}

/**
 * Samples a grid around each location from several DTMs at once: where they overlap the first one wins, and a grid may
 * read across them.
 * @param dtms finest first
 * @param locations [n, 2] lon, lat in degrees
 * @param into receives the values, [n, size, size]
 * @throws UserError `truncated-file` when a DTM cannot be decoded
 */
export async function sampleLocations(
  dtms: readonly SampledDtm[],
  locations: Float64Array,
  grid: Grid,
  into?: Float32Array,
): Promise<Samples> {
  const count = locations.length / 2;
  const samples = grid.size * grid.size;
  const values = (into ?? new Float32Array(count * samples)).fill(NaN);
  const valid = new Uint8Array(count);
  const frames = dtms.map((dtm) => framesIn(dtm, locations, grid.size * grid.spacingM));
  // What DTMs know between their outermost cell centres and their edge is used only where no other one knows better.
  const passes = (dtms.length > 1 ? [false, true] : [true]).flatMap((rim) =>
    dtms.map((dtm, number) => ({ dtm, rim, frames: frames[number] ?? new Float64Array(0) })),
  );
  const groups = groupLocations(dtms, frames, grid);
  const averaged = groups.some(({ split }) => split > 1);
  const fine = new Float32Array(
    averaged ? Math.max(4 * samples, Math.min(4 * values.length, SAMPLES_AT_ONCE)) : 0,
  );
  for (const { members, split } of groups) {
    const fineSamples = samples * split * split;
    const atOnce = Math.max(1, Math.floor(SAMPLES_AT_ONCE / fineSamples));
    for (let start = 0; start < members.length; start += atOnce) {
      const chunk = members.subarray(start, start + atOnce);
      const out = split === 1 ? values : fine;
      let slots = split === 1 ? chunk : chunk.map((_, position) => position);
      let rest = chunk;
      for (const [number, pass] of passes.entries()) {
        if (number > 0) {
          const isOpen = (slot: number): boolean =>
            !isWhole(out, slot * fineSamples, (slot + 1) * fineSamples);
          rest = rest.filter((_, position) => isOpen(slots[position] ?? 0));
          slots = slots.filter(isOpen);
        }
        await sampleRaster(pass.dtm.raster, {
          frames: pass.frames,
          members: rest,
          grid: { size: grid.size * split, spacingM: grid.spacingM / split },
          level: levelFor(pass.dtm, grid.spacingM),
          out,
          slots,
          rim: pass.rim,
          first: number === 0,
        });
      }
      if (split > 1) {
        for (const [position, location] of chunk.entries())
          average(fine, position * fineSamples, grid.size, values, location * samples);
      }
      await nextTurn();
    }
  }
  reliefsOf(values, samples).forEach((reliefM, location) => {
    if (Number.isNaN(reliefM)) values.fill(NaN, location * samples, (location + 1) * samples);
    else valid[location] = 1;
  });
  return { values, valid };
}
