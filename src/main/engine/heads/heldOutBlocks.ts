import type { LatticeValue } from '../../../shared/contract/compute';
import type { LonLat } from '../../../shared/geo/lonLat';
import { Random } from '../../../shared/statistics/random';
import { CHUNK_CELLS, cellMapper, chunksOf, type CellMapper } from '../../terrain/geo/lattice';
import { FOLDS, pairsOf } from './trainingSet';

/** The most cells that are judged: of larger areas a random sample of chunks, which says enough. */
const MOST_CELLS = 120_000;

/** Cells along a block's edge, and the least number of blocks. */
const BLOCK_CELLS = [64, 32, 16] as const;
const LEAST_BLOCKS = 4 * FOLDS;

/**
 * An area cut into square blocks, each of which is held out from one of the heads that measure it. Blocks lie in the chunks of a
 * lattice; those of chunks that are not judged belong to no fold.
 */
export class HeldOutBlocks {
  private constructor(
    private readonly stepM: number,
    private readonly cellOf: CellMapper,
    /** Cells along a block's edge. */
    private readonly blockCells: number,
    /** The fold of each block, by its column and row. */
    private readonly folds: ReadonlyMap<string, number>,
    /** Chunks that are judged, column and row. */
    readonly chunks: [number, number][],
    readonly foldCount: number,
  ) {}

  /**
   * Deals blocks to folds so that each has about as many known places.
   * @param known [n, 2] lon, lat in degrees
   * @param shareOfCells of the cells that are judged at most
   * @returns null where the area is too small to be cut
   */
  static of(
    lattice: LatticeValue,
    known: Float64Array,
    seed: number,
    shareOfCells: number,
  ): HeldOutBlocks | null {
    const random = new Random(seed);
    const { columns, rows, stepM } = lattice;
    const cellOf = cellMapper(lattice);
    const all = random.shuffle(chunksOf(lattice));
    let cells = 0;
    const chunks = all.filter(([column, row], index) => {
      cells +=
        Math.min(CHUNK_CELLS, columns - column * CHUNK_CELLS) *
        Math.min(CHUNK_CELLS, rows - row * CHUNK_CELLS);
      return index === 0 || cells <= shareOfCells * MOST_CELLS;
    });
    for (const blockCells of BLOCK_CELLS) {
      const blocks = new Map<string, number>();
      const perChunk = CHUNK_CELLS / blockCells;
      for (const [chunkColumn, chunkRow] of chunks) {
        for (let at = 0; at < perChunk ** 2; at++) {
          const column = chunkColumn * perChunk + (at % perChunk);
          const row = chunkRow * perChunk + Math.floor(at / perChunk);
          if (column * blockCells < columns && row * blockCells < rows) blocks.set(`${column} ${row}`, 0);
        }
      }
      const isLast = blockCells === BLOCK_CELLS.at(-1);
      if (blocks.size < LEAST_BLOCKS && !isLast) continue;
      if (blocks.size < 2) return null;
      for (const [lon, lat] of pairsOf(known)) {
        const [column, row] = cellOf(lon, lat);
        const key = `${Math.floor((column + 0.5) / blockCells)} ${Math.floor((row + 0.5) / blockCells)}`;
        const there = blocks.get(key);
        if (there !== undefined) blocks.set(key, there + 1);
      }
      const foldCount = Math.min(FOLDS, blocks.size);
      const folds = dealt(blocks, foldCount, random);
      return new HeldOutBlocks(stepM, cellOf, blockCells, folds, chunks, foldCount);
    }
    return null;
  }

  /** The block of a location, by column and row; it need not be judged. */
  blockAt({ lonDeg, latDeg }: LonLat): string {
    return this.keyOf(...this.cellOf(lonDeg, latDeg));
  }

  /** The fold of a cell; -1 where it is not judged. @param column @param row of the lattice, or fractions of them */
  foldOf(column: number, row: number): number {
    return this.folds.get(this.keyOf(column, row)) ?? -1;
  }

  /** Whether a location lies in a block of a fold, or nearer to one than a margin of less than a block. */
  isNear(fold: number, lonDeg: number, latDeg: number, marginM: number): boolean {
    const [column, row] = this.cellOf(lonDeg, latDeg);
    const margin = marginM / this.stepM;
    const [west, east] = [this.blockOf(column - margin), this.blockOf(column + margin)];
    const [north, south] = [this.blockOf(row - margin), this.blockOf(row + margin)];
    for (let y = north; y <= south; y++) {
      for (let x = west; x <= east; x++) if (this.folds.get(`${x} ${y}`) === fold) return true;
    }
    return false;
  }

  private keyOf(column: number, row: number): string {
    return `${this.blockOf(column)} ${this.blockOf(row)}`;
  }

  private blockOf(cell: number): number {
    return Math.floor((cell + 0.5) / this.blockCells);
  }
}

/** @param blocks with how many known places each has */
function dealt(blocks: ReadonlyMap<string, number>, foldCount: number, random: Random): Map<string, number> {
  const folds = new Map<string, number>();
  const counts = Array.from({ length: foldCount }, () => ({ known: 0, blocks: 0 }));
  const order = random.shuffle([...blocks]).sort(([, a], [, b]) => b - a);
  for (const [key, known] of order) {
    const least = [...counts.keys()].reduce((best, fold) => {
      const [a, b] = [counts[fold], counts[best]];
      if (a === undefined || b === undefined) return best;
      return a.known < b.known || (a.known === b.known && a.blocks < b.blocks) ? fold : best;
    }, 0);
    const count = counts[least];
    if (count === undefined) continue;
    count.known += known;
    count.blocks += 1;
    folds.set(key, least);
  }
  return folds;
}
