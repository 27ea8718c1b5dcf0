import { createHash } from 'node:crypto';
import type { LatticeValue } from '../../../shared/contract/compute';
import type { LayerChunk } from '../../../shared/contract/layerForm';
import { grown, overlap, type LonLat } from '../../../shared/geo/lonLat';
import {
  cellOfChunk,
  cellMapper,
  type CellMapper,
  CHUNK_CELLS,
  latticeOfChunks,
  type ChunkRange,
} from '../../terrain/geo/lattice';
import { terrainKeyOf, type GridDtm } from '../control/dtms';
import type { ManifestShard } from '../control/manifest';
import type { ShardAddress, ShardLayer } from '../shards/shard';
import { boxOfShard } from './shardPlan';

/**
 * How far around a shard is looked, in radii. A candidate moves by a radius at most, and a place is detected unless a stronger one is
 * nearer than a radius, which itself may be silenced by one that is stronger still: a chain of nine that ever grow, across
 * the margin, would be needed for a detection to depend on what lies beyond it.
 */
const MARGIN_RADII = 12;

/** From the margin so far, in radii, terrain is read: the widest surroundings of a place are patches of four radii. */
const SURROUNDINGS_RADII = 8;

/** A shard in which is detected, with a margin of its neighbours. */
export class DetectWindow {
  /** Edge of a shard, cells. */
  readonly #edge: number;
  readonly #margin: number;
  readonly #chunks: ChunkRange;
  /** Counted from the CRS's origin. */
  readonly #cellOf: CellMapper;
  /** Of whole chunks. */
  readonly lattice: LatticeValue;

  constructor(
    private readonly layer: ShardLayer,
    readonly address: ShardAddress,
  ) {
    const { stepM, radiusM, shardChunks } = layer;
    this.#cellOf = cellMapper({ crsCode: address.crsCode, originE: 0, originN: 0, stepM });
    this.#edge = CHUNK_CELLS * shardChunks;
    this.#margin = Math.ceil((MARGIN_RADII * radiusM) / stepM);
    const range = (at: number): [first: number, count: number] => {
      const first = Math.floor((at * this.#edge - this.#margin) / CHUNK_CELLS);
      return [first, Math.ceil(((at + 1) * this.#edge + this.#margin) / CHUNK_CELLS) - first];
    };
    const [column, columns] = range(address.column);
    const [row, rows] = range(address.row);
    this.#chunks = { column, row, columns, rows };
    this.lattice = latticeOfChunks({ crsCode: address.crsCode, stepM }, this.#chunks);
  }

  /** Of some shards those that lie in it or reach into it. */
  shardsIn<Shard extends ShardAddress>(shards: readonly Shard[]): Shard[] {
    const { column, row, columns, rows } = this.#chunks;
    const n = this.layer.shardChunks;
    const isIn = (at: number, first: number, count: number): boolean =>
      at * n < first + count && (at + 1) * n > first;
    return shards.filter(
      (shard) =>
        shard.crsCode === this.address.crsCode &&
        isIn(shard.column, column, columns) &&
        isIn(shard.row, row, rows),
    );
  }

  /** Where a chunk of a shard is in the lattice; null: outside. */
  chunkAt(shard: ShardAddress, chunkColumn: number, chunkRow: number): [column: number, row: number] | null {
    const { column, row, columns, rows } = this.#chunks;
    const n = this.layer.shardChunks;
    const c = shard.column * n + chunkColumn - column;
    const r = shard.row * n + chunkRow - row;
    return c >= 0 && r >= 0 && c < columns && r < rows ? [c, r] : null;
  }

  /** A chunk of the lattice without what lies beyond the margin. */
  within(chunk: LayerChunk): LayerChunk {
    const scale = chunk.scale.slice();
    const reliefM = chunk.reliefM.slice();
    for (let cell = 0; cell < scale.length; cell++) {
      const [column, row] = cellOfChunk(chunk, cell);
      if (
        this.#isNear(column, this.#chunks.column, this.address.column) &&
        this.#isNear(row, this.#chunks.row, this.address.row)
      )
        continue;
      scale[cell] = NaN;
      reliefM[cell] = NaN;
    }
    return { ...chunk, scale, reliefM };
  }

  #isNear(at: number, firstChunk: number, shard: number): boolean {
    const fromShard = firstChunk * CHUNK_CELLS + at - shard * this.#edge;
    return fromShard >= -this.#margin && fromShard < this.#edge + this.#margin;
  }

  /** Whether a location lies in the shard itself: every location of the CRS lies in exactly one. */
  owns({ lonDeg, latDeg }: LonLat): boolean {
    const { column, row } = this.address;
    const [east, south] = this.#cellOf(lonDeg, latDeg).map((at) => Math.floor(Math.round(at) / this.#edge));
    return east === column && south === row;
  }

  /** The DTMs that what is detected may depend on. */
  dtmsOf(dtms: readonly GridDtm[]): GridDtm[] {
    const reachM = (MARGIN_RADII + SURROUNDINGS_RADII) * this.layer.radiusM;
    const reach = grown(boxOfShard(this.layer, this.address), reachM);
    return dtms.filter(({ box }) => overlap(box, reach) !== null);
  }
}

/** Identity of what detections in a window follow from beside the run. */
export function inputsOf(shards: readonly ManifestShard[], dtms: readonly GridDtm[]): string {
  const embeddings = shards
    .flatMap(({ column, row, stored }) => (stored === null ? [] : [`${column} ${row} ${stored.sha256}`]))
    .sort();
  return createHash('sha256')
    .update(JSON.stringify([embeddings, terrainKeyOf(dtms)]))
    .digest('hex');
}
