/**
 * Orders points of several kinds in turns, so that none hides the others where few have room: the last of each kind, then the one
 * before it of each, and so on; the very last comes first.
 * @param kind of each point, from 0
 * @returns their indices
 */
export function byTurns(kind: ArrayLike<number>): Uint32Array {
  const count = kind.length;
  const turns = new Uint32Array(count);
  const taken = new Map<number, number>();
  /** Where each turn begins. */
  const starts: number[] = [];
  for (let index = count - 1; index >= 0; index--) {
    const turn = taken.get(kind[index] ?? 0) ?? 0;
    taken.set(kind[index] ?? 0, turn + 1);
    turns[index] = turn;
    starts[turn + 1] = (starts[turn + 1] ?? 0) + 1;
  }
  starts[0] = 0;
  for (let turn = 1; turn < starts.length; turn++)
    starts[turn] = (starts[turn] ?? 0) + (starts[turn - 1] ?? 0);
  const order = new Uint32Array(count);
  for (let index = count - 1; index >= 0; index--) {
    const turn = turns[index] ?? 0;
    const place = starts[turn] ?? 0;
    order[place] = index;
    starts[turn] = place + 1;
  }
  return order;
}
