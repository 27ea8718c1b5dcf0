/**
 * Moves labels apart so that none covers another, each as little as the ones before it allow.
 * @param wanted wanted positions, pixels downwards
 * @param apart minimum distance between two
 * @param low smallest place
 * @param high largest place, as far as there is room
 */
export function spread(wanted: readonly number[], apart: number, low: number, high: number): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const places = [...wanted];
  let next = low;
  for (const index of order) {
    places[index] = Math.max(wanted[index] ?? 0, next);
    next = (places[index] ?? 0) + apart;
  }
  let last = high;
  for (const index of order.reverse()) {
    places[index] = Math.min(places[index] ?? 0, last);
    last = (places[index] ?? 0) - apart;
  }
  return places;
}
