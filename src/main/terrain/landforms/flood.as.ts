/**
 * A flood that falls from the highest cell of a framed grid (see prominence.ts). A cell belongs to the summit to which the way
 * over the highest neighbours leads. Islands merge only at passes, cells with higher neighbours of more than one summit:
 * only these are sorted, and islands are joined by the numbers of their summits.
 */

/** The number of the outside, which is higher than everything. */
const OUTSIDE: u32 = 0;

/** Set where the value is a summit's number; otherwise it is the next cell on the way up. */
const IS_SUMMIT: u32 = 0x80000000;

/** Bits of a key that one pass sorts by: few enough that the places written to stay in the CPU's caches. */
const DIGIT_BITS: u32 = 11;
const DIGITS: u32 = 2048;

/** uint32 [DIGITS] where the next cell with a digit goes */
const places = memory.data(4 * 2048, 4);

let columns: u32 = 0;
/** float32 [rows, columns] with a frame of NaN */
let elevations: usize = 0;
/** uint32 [rows, columns] the way up, then the number of the summit */
let summits: usize = 0;
/** uint32 [passCount] the passes and what they are sorted by, and room to sort them */
let passes: usize = 0;
let keys: usize = 0;
let otherPasses: usize = 0;
let otherKeys: usize = 0;
let passCount: u32 = 0;
/** uint32 [summitCount] the cell of each summit, and the number of a higher one that it was joined with, or its own */
let cells: usize = 0;
let parents: usize = 0;
let summitCount: u32 = 0;
/** [joinCount] the summits that were joined with higher ones: uint32 cell, int32 pass or -1, float32 metres */
let lowerCells: usize = 0;
let saddles: usize = 0;
let prominences: usize = 0;
let joinCount: u32 = 0;

function word(array: usize, at: u32): usize {
  return array + ((at as usize) << 2);
}

function elevationOf(cell: u32): f32 {
  return load<f32>(word(elevations, cell));
}

/** A cell's neighbours by number, row by row. */
function beside(cell: u32, neighbour: u32): u32 {
  if (neighbour < 3) return cell - columns - 1 + neighbour;
  return neighbour > 4 ? cell + columns - 6 + neighbour : cell - 7 + 2 * neighbour;
}

/** Whether a cell emerges from the water before another one: of equal ones the first in the grid; no-data before all. */
function isHigher(otherM: f32, other: u32, ownM: f32, own: u32): bool {
  return !(otherM < ownM) && (otherM != ownM || other < own);
}

/** Inverts the terrain. @param framed float32 [size] */
export function turn(framed: usize, size: u32): void {
  for (let cell: u32 = 0; cell < size; cell++) {
    const at = word(framed, cell);
    store<f32>(at, -load<f32>(at));
  }
}

/**
 * Begins a flood.
 * @param framed float32 [size] the grid with its frame
 * @param words uint32 [7, size] working memory
 */
export function begin(framed: usize, words: usize, wide: u32, size: u32): void {
  const row = word(0, size);
  columns = wide;
  elevations = framed;
  summits = words;
  passes = summits + row;
  keys = passes + row;
  otherPasses = keys + row;
  otherKeys = otherPasses + row;
  // No two neighbours are summits, so these are a quarter of the cells at most.
  cells = otherKeys + row;
  parents = word(cells, size / 2);
  lowerCells = cells + row;
  saddles = word(lowerCells, size / 3);
  prominences = word(saddles, size / 3);
  passCount = 0;
  joinCount = 0;
  summitCount = 1;
  store<u32>(parents, OUTSIDE);
  for (let cell: u32 = 0; cell < wide; cell++) {
    store<u32>(word(summits, cell), OUTSIDE | IS_SUMMIT);
    store<u32>(word(summits, size - 1 - cell), OUTSIDE | IS_SUMMIT);
  }
}

/** Points cells to their highest neighbours, numbers those without a higher one, and assigns cells that touch the outside to it. */
export function point(from: u32, to: u32): void {
  for (let cell = from; cell < to; cell++) store<u32>(word(summits, cell), wayFrom(cell));
}

function wayFrom(cell: u32): u32 {
  let best = cell;
  let bestM = elevationOf(cell);
  if (bestM != bestM) return OUTSIDE | IS_SUMMIT;
  for (let neighbour: u32 = 0; neighbour < 8; neighbour++) {
    const other = beside(cell, neighbour);
    const otherM = elevationOf(other);
    if (!isHigher(otherM, other, bestM, best)) continue;
    if (otherM != otherM) return OUTSIDE | IS_SUMMIT;
    best = other;
    bestM = otherM;
  }
  if (best != cell) return best;
  store<u32>(word(cells, summitCount), cell);
  store<u32>(word(parents, summitCount), summitCount);
  return summitCount++ | IS_SUMMIT;
}

/** Follows the ways up to the summits. */
export function follow(from: u32, to: u32): void {
  for (let cell = from; cell < to; cell++) {
    let end = cell;
    let next = load<u32>(word(summits, end));
    while ((next & IS_SUMMIT) == 0) {
      end = next;
      next = load<u32>(word(summits, end));
    }
    for (let at = cell; at != end;) {
      const way = word(summits, at);
      at = load<u32>(way);
      store<u32>(way, next);
    }
  }
}

/** Finds the passes, with integer keys that decrease as elevations increase: floats order like their bits, negative ones in reverse. */
export function findPasses(from: u32, to: u32): void {
  for (let cell = from; cell < to; cell++) {
    const elevationM = elevationOf(cell);
    if (elevationM != elevationM || !isPass(cell, elevationM)) continue;
    // Adding 0 turns -0 into 0.
    const bits = reinterpret<u32>(elevationM + 0);
    store<u32>(word(passes, passCount), cell);
    store<u32>(word(keys, passCount++), bits >> 31 ? bits : ~bits ^ 0x80000000);
  }
}

/** Whether a higher neighbour belongs to another summit than the cell. */
function isPass(cell: u32, ownM: f32): bool {
  const summit = load<u32>(word(summits, cell));
  for (let neighbour: u32 = 0; neighbour < 8; neighbour++) {
    const other = beside(cell, neighbour);
    if (load<u32>(word(summits, other)) != summit && isHigher(elevationOf(other), other, ownM, cell))
      return true;
  }
  return false;
}

/** Sorts the passes from the highest to the lowest, equal ones in the order of the grid. @returns how many there are */
export function sortPasses(): u32 {
  for (let shift: u32 = 0; shift < 32; shift += DIGIT_BITS) {
    memory.fill(places, 0, 4 * DIGITS);
    for (let i: u32 = 0; i < passCount; i++) {
      const place = word(places, (load<u32>(word(keys, i)) >> shift) & (DIGITS - 1));
      store<u32>(place, load<u32>(place) + 1);
    }
    let before: u32 = 0;
    for (let digit: u32 = 0; digit < DIGITS; digit++) {
      const place = word(places, digit);
      const here = load<u32>(place);
      store<u32>(place, before);
      before += here;
    }
    for (let i: u32 = 0; i < passCount; i++) {
      const key = load<u32>(word(keys, i));
      const place = word(places, (key >> shift) & (DIGITS - 1));
      const at = load<u32>(place);
      store<u32>(place, at + 1);
      store<u32>(word(otherPasses, at), load<u32>(word(passes, i)));
      store<u32>(word(otherKeys, at), key);
    }
    const sortedPasses = otherPasses;
    const sortedKeys = otherKeys;
    otherPasses = passes;
    otherKeys = keys;
    passes = sortedPasses;
    keys = sortedKeys;
  }
  return passCount;
}

/** Lets passes emerge from the water, by their numbers. */
export function fall(from: u32, to: u32): void {
  for (let i = from; i < to; i++) emerge(load<u32>(word(passes, i)));
}

function emerge(cell: u32): void {
  const ownM = elevationOf(cell);
  let island: u32 = IS_SUMMIT;
  for (let neighbour: u32 = 0; neighbour < 8; neighbour++) {
    const other = beside(cell, neighbour);
    if (!isHigher(elevationOf(other), other, ownM, cell)) continue;
    const summit = islandOf(load<u32>(word(summits, other)) & ~IS_SUMMIT);
    if (island == IS_SUMMIT) island = summit;
    else if (summit != island) island = join(island, summit, cell);
  }
}

/** The summit of the island to which another summit now belongs; compresses the path for later calls. */
function islandOf(summit: u32): u32 {
  let parent = load<u32>(word(parents, summit));
  while (parent != summit) {
    const next = load<u32>(word(parents, parent));
    store<u32>(word(parents, summit), next);
    summit = next;
    parent = load<u32>(word(parents, summit));
  }
  return summit;
}

/** Joins two islands, where the lower summit ends; returns the higher one. */
function join(a: u32, b: u32, pass: u32): u32 {
  const cellA = load<u32>(word(cells, a));
  const cellB = load<u32>(word(cells, b));
  const isA =
    a == OUTSIDE || (b != OUTSIDE && isHigher(elevationOf(cellA), cellA, elevationOf(cellB), cellB));
  const lower = isA ? b : a;
  const lowerCell = isA ? cellB : cellA;
  const higher = isA ? a : b;
  store<u32>(word(parents, lower), higher);
  const prominenceM = elevationOf(lowerCell) - elevationOf(pass);
  if (prominenceM > 0) {
    store<u32>(word(lowerCells, joinCount), lowerCell);
    store<i32>(word(saddles, joinCount), touchesOutside(pass) ? -1 : (pass as i32));
    store<f32>(word(prominences, joinCount++), prominenceM);
  }
  return higher;
}

function touchesOutside(cell: u32): bool {
  for (let neighbour: u32 = 0; neighbour < 8; neighbour++) {
    const otherM = elevationOf(beside(cell, neighbour));
    if (otherM != otherM) return true;
  }
  return false;
}

/** How many summits were joined with something higher, and the addresses of these, their passes and prominences. */
export function joined(): u32 {
  return joinCount;
}

export function lowerCellsAt(): usize {
  return lowerCells;
}

export function saddlesAt(): usize {
  return saddles;
}

export function prominencesAt(): usize {
  return prominences;
}
