/** What a round value begins with. */
const MANTISSAS = [1, 2, 5] as const;

/**
 * Ticks of a logarithmic axis: 1, 2 and 5 times powers of ten, or powers of ten alone where that gives more than `most`.
 * @param low above 0
 * @param high not below `low`
 * @returns ascending, all within low..high; none where no such value lies between
 */
export function logTicks(low: number, high: number, most: number): number[] {
  const inRange = (value: number): boolean => value >= low && value <= high;
  const first = Math.floor(Math.log10(low));
  const powers = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, index) =>
    Number(`1e${first + index}`),
  );
  const fine = powers.flatMap((power) => MANTISSAS.map((mantissa) => mantissa * power)).filter(inRange);
  return fine.length <= most ? fine : powers.filter(inRange);
}

/**
 * Ticks of a linear axis: multiples of 1, 2 or 5 times a power of ten, at the finest step that gives no more than `most`.
 * @returns ascending, from the last multiple below or at `low` to the first above or at `high`
 */
export function linearTicks(low: number, high: number, most: number): number[] {
  const span = Math.max(high - low, 1e-9);
  const power = Math.floor(Math.log10(span / most));
  const steps = [power, power + 1, power + 2].flatMap((exponent) =>
    MANTISSAS.map((mantissa) => mantissa * Number(`1e${exponent}`)),
  );
  const ticksOf = (step: number): number[] => {
    const first = Math.floor(low / step + 1e-9);
    const last = Math.ceil(high / step - 1e-9);
    return Array.from({ length: last - first + 1 }, (_, index) =>
      Number(((first + index) * step).toPrecision(12)),
    );
  };
  const candidates = steps.map(ticksOf);
  return candidates.find((ticks) => ticks.length <= most && ticks.length > 1) ?? [low, high];
}

/**
 * Moves labels apart that would overlap, downwards first, and keeps their order.
 * @param wanted where each label's middle belongs, in any order
 * @param height least distance between two middles
 * @returns [n] middles within low..high as far as they fit, in the order given
 */
export function spreadLabels(wanted: readonly number[], height: number, low: number, high: number): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const placed = wanted.map((value) => Math.max(low, Math.min(high, value)));
  // Down, then back up from the lower end: what was pushed out of the range moves its neighbours instead.
  order.forEach((index, rank) => {
    const above = order[rank - 1];
    if (above !== undefined) placed[index] = Math.max(placed[index] ?? 0, (placed[above] ?? 0) + height);
  });
  let limit = high;
  for (const index of order.reverse()) {
    placed[index] = Math.min(placed[index] ?? 0, limit);
    limit = (placed[index] ?? 0) - height;
  }
  return placed;
}
