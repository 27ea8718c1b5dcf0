import {
  overlap,
  grown,
  type LonLatBox,
  notAcrossAntimeridian,
  wrappedBox,
} from '../../../shared/geo/lonLat';
import { regionMeets } from '../../../shared/geo/regionMeets';
import type { Region } from '../../../shared/geo/region';
import { crsByCode } from '../../terrain/geo/crs';
import { chunkRangeOf, latticeForBox } from '../../terrain/geo/lattice';
import { rasterBox } from '../../terrain/geo/rasterBox';
import { type GridDtm, terrainKeyOf } from '../control/dtms';
import { latticeOfShard, type ShardAddress, type ShardLayer } from '../shards/shard';

/** A patch reaches so many radii from its centre at its corners, and what is averaged for it a little further. */
export const REACH_RADII = 2;

/** A shard of a layer that holds terrain. */
export interface PlannedShard extends ShardAddress {
  /** The DTMs that its patches may touch. */
  readonly dtms: readonly GridDtm[];
  readonly terrainKey: string;
}

/**
 * The shards of a layer that hold any terrain, zone by zone.
 * @param region only those that hold a part of it; undefined: all
 */
export function planShards(
  layer: ShardLayer,
  dtms: readonly GridDtm[],
  region: Region | undefined,
): PlannedShard[] {
  const found = new Map<string, ShardAddress>();
  for (const dtm of dtms) {
    const within = region === undefined ? dtm.box : overlap(dtm.box, region);
    if (within === null) continue;
    for (const [crsCode, { column, row, columns, rows }] of chunkRangesOf(within, layer.stepM)) {
      const last = { column: column + columns - 1, row: row + rows - 1 };
      for (let r = shardAt(layer, row); r <= shardAt(layer, last.row); r++)
        for (let c = shardAt(layer, column); c <= shardAt(layer, last.column); c++)
          found.set(`${crsCode} ${r} ${c}`, { crsCode, column: c, row: r });
    }
  }
  const wanted = [...found.values()].filter(
    (address) => region?.outline === undefined || regionMeets(region, boxOfShard(layer, address)),
  );
  return wanted.map((address) => {
    const near = dtmsNear(layer, address, dtms);
    return { ...address, dtms: near, terrainKey: terrainKeyOf(near) };
  });
}

/** The DTMs that the patches of a shard may touch. */
export function dtmsNear(layer: ShardLayer, address: ShardAddress, dtms: readonly GridDtm[]): GridDtm[] {
  const reach = grown(boxOfShard(layer, address), REACH_RADII * layer.radiusM);
  return dtms.filter(({ box }) => overlap(box, reach) !== null);
}

/** The box around a shard. */
export function boxOfShard(layer: ShardLayer, address: ShardAddress): LonLatBox {
  const { crsCode, originE, originN, stepM, columns, rows } = latticeOfShard(layer, address);
  return rasterBox({
    crs: crsByCode(crsCode),
    originX: originE - stepM / 2,
    originY: originN + stepM / 2,
    width: columns,
    height: rows,
    pixelWidth: stepM,
    pixelHeight: -stepM,
  });
}

/**
 * The chunks of a shard that hold any terrain of its zone, row by row. They follow from the shard and its DTMs alone, so that
 * whoever embeds it embeds the same.
 * @returns column and row, counted from the shard's north-west
 */
export function chunksOfShard(
  layer: ShardLayer,
  address: ShardAddress,
  dtms: readonly GridDtm[],
): [number, number][] {
  const n = layer.shardChunks;
  const wanted = new Set<number>();
  const around = boxOfShard(layer, address);
  for (const dtm of dtms) {
    const within = overlap(dtm.box, around);
    if (within === null) continue;
    for (const [crsCode, { column, row, columns, rows }] of chunkRangesOf(within, layer.stepM)) {
      if (crsCode !== address.crsCode) continue;
      const left = column - address.column * n;
      const top = row - address.row * n;
      for (let r = Math.max(0, top); r < Math.min(n, top + rows); r++)
        for (let c = Math.max(0, left); c < Math.min(n, left + columns); c++) wanted.add(r * n + c);
    }
  }
  return [...wanted].sort((a, b) => a - b).map((at) => [at % n, Math.floor(at / n)]);
}

const shardAt = ({ shardChunks }: ShardLayer, chunk: number): number => Math.floor(chunk / shardChunks);

/** The chunks that hold a box, in the zone of each part of it: parts of a degree lie in one zone, and in one hemisphere. */
function* chunkRangesOf(
  box: LonLatBox,
  stepM: number,
): Generator<[crsCode: string, ReturnType<typeof chunkRangeOf>]> {
  for (const part of notAcrossAntimeridian(wrappedBox(box))) {
    const { westDeg, southDeg, eastDeg, northDeg } = part;
    for (const [south, north] of wholeDegrees(southDeg, northDeg))
      for (const [west, east] of wholeDegrees(westDeg, eastDeg)) {
        const lattice = latticeForBox(
          { westDeg: west, southDeg: south, eastDeg: east, northDeg: north },
          stepM,
        );
        yield [lattice.crsCode, chunkRangeOf(lattice)];
      }
  }
}

/** An interval cut at whole numbers. */
function* wholeDegrees(from: number, to: number): Generator<[number, number]> {
  for (let low = from; low < to;) {
    const high = Math.min(to, Math.floor(low) + 1);
    yield [low, high];
    low = high;
  }
}
