/** Red, green and blue of #rrggbb, 0 … 255 each. */
export function rgbOf(colour: string): [red: number, green: number, blue: number] {
  const channel = (at: number): number => parseInt(colour.slice(at, at + 2), 16);
  return [channel(1), channel(3), channel(5)];
}
