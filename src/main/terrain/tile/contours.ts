import { ELEVATION_TILE_SIZE as SIZE, TILE_GUTTER, TILE_SIZE } from '../../../shared/terrain/tile';

/** Contour lines of a map tile. */
export interface Contours {
  /** [points, 2] x to the east and y to the south, in widths of the tile from its north-west corner. */
  readonly points: Float32Array;
  /** [lines] end index of the points of each line. */
  readonly ends: Uint32Array;
  /** [lines] metres */
  readonly levelsM: Float32Array;
}

/** A piece of a contour line across one cell: the edges of the grid that it enters and leaves by. */
interface Piece {
  readonly from: number;
  readonly to: number;
}

/**
 * Contour lines at the multiples of an interval, by marching squares over the squares between pixel centres, with linear
 * interpolation along their edges (Maple 2003, Geometric design and space planning using the marching squares and marching
 * cube algorithms); where two lines cross a square, the mean of its corners decides which way they turn. Higher terrain lies to
 * the left of a line. Squares with an unknown corner have none. Lines reach half a pixel beyond the tile, where the next tile's
 * continue at exactly the same points.
 * @param elevations [260, 260] as `drawTile` gives them
 */
export function contoursOf(elevations: Float32Array, intervalM: number): Contours {
  const points: number[] = [];
  const ends: number[] = [];
  const levelsM: number[] = [];
  for (const [level, pieces] of piecesByLevel(elevations, intervalM)) {
    const levelM = level * intervalM;
    for (const line of joined(pieces)) {
      for (const edge of line) addPoint(points, elevations, edge, levelM);
      ends.push(points.length / 2);
      levelsM.push(levelM);
    }
  }
  return {
    points: Float32Array.from(points),
    ends: Uint32Array.from(ends),
    levelsM: Float32Array.from(levelsM),
  };
}

/** A grid edge runs from a pixel to the one east or south of it. */
const eastward = (pixel: number): number => 2 * pixel;
const southward = (pixel: number): number => 2 * pixel + 1;

function piecesByLevel(elevations: Float32Array, intervalM: number): Map<number, Piece[]> {
  const levels = new Map<number, Piece[]>();
  for (let row = TILE_GUTTER - 1; row < SIZE - TILE_GUTTER; row++) {
    for (let column = TILE_GUTTER - 1; column < SIZE - TILE_GUTTER; column++) {
      const pixel = row * SIZE + column;
      const northWest = elevations[pixel] ?? NaN;
      const northEast = elevations[pixel + 1] ?? NaN;
      const southWest = elevations[pixel + SIZE] ?? NaN;
      const southEast = elevations[pixel + SIZE + 1] ?? NaN;
      const sum = northWest + northEast + southWest + southEast;
      if (Number.isNaN(sum)) continue;
      const lowest = Math.min(northWest, northEast, southWest, southEast);
      const highest = Math.max(northWest, northEast, southWest, southEast);
      const last = Math.floor(highest / intervalM);
      for (let level = Math.floor(lowest / intervalM) + 1; level <= last; level++) {
        const levelM = level * intervalM;
        const sides =
          (northWest >= levelM ? 8 : 0) +
          (northEast >= levelM ? 4 : 0) +
          (southEast >= levelM ? 2 : 0) +
          (southWest >= levelM ? 1 : 0);
        const pieces = levels.get(level) ?? [];
        levels.set(level, pieces);
        addPieces(pieces, sides, sum / 4 >= levelM, pixel);
      }
    }
  }
  return levels;
}

/**
 * Adds the lines that cross a square.
 * @param sides which corners are as high as the line: 8 north-west, 4 north-east, 2 south-east, 1 south-west
 * @param middleIsHigh which way lines turn where opposite corners are high
 */
function addPieces(pieces: Piece[], sides: number, middleIsHigh: boolean, pixel: number): void {
  const north = eastward(pixel);
  const south = eastward(pixel + SIZE);
  const west = southward(pixel);
  const east = southward(pixel + 1);
  const add = (from: number, to: number): void => {
    pieces.push({ from, to });
  };
  switch (sides) {
    case 1:
      add(south, west);
      break;
    case 2:
      add(east, south);
      break;
    case 3:
      add(east, west);
      break;
    case 4:
      add(north, east);
      break;
    case 5:
      if (middleIsHigh) {
        add(north, west);
        add(south, east);
      } else {
        add(north, east);
        add(south, west);
      }
      break;
    case 6:
      add(north, south);
      break;
    case 7:
      add(north, west);
      break;
    case 8:
      add(west, north);
      break;
    case 9:
      add(south, north);
      break;
    case 10:
      if (middleIsHigh) {
        add(east, north);
        add(west, south);
      } else {
        add(west, north);
        add(east, south);
      }
      break;
    case 11:
      add(east, north);
      break;
    case 12:
      add(west, east);
      break;
    case 13:
      add(south, east);
      break;
    case 14:
      add(west, south);
      break;
  }
}

/** Joins pieces into lines, each a list of edges; a closed one ends with its first edge. */
function joined(pieces: readonly Piece[]): number[][] {
  const next = new Map(pieces.map(({ from, to }) => [from, to]));
  const entered = new Set(pieces.map(({ to }) => to));
  const lines: number[][] = [];
  const follow = (start: number): void => {
    const line = [start];
    for (let edge = next.get(start); edge !== undefined; edge = next.get(edge)) {
      next.delete(line.at(-1) ?? start);
      line.push(edge);
    }
    lines.push(line);
  };
  for (const { from } of pieces) if (!entered.has(from)) follow(from);
  for (const { from } of pieces) if (next.has(from)) follow(from);
  return lines;
}

/** Adds the point where a line crosses an edge. */
function addPoint(points: number[], elevations: Float32Array, edge: number, levelM: number): void {
  const pixel = edge >> 1;
  const isEastward = edge % 2 === 0;
  const start = elevations[pixel] ?? NaN;
  const end = elevations[isEastward ? pixel + 1 : pixel + SIZE] ?? NaN;
  const along = (levelM - start) / (end - start);
  const column = (pixel % SIZE) - TILE_GUTTER + 0.5;
  const row = Math.floor(pixel / SIZE) - TILE_GUTTER + 0.5;
  points.push((column + (isEastward ? along : 0)) / TILE_SIZE, (row + (isEastward ? 0 : along)) / TILE_SIZE);
}
