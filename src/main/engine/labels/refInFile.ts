/** Decimals of degrees: the same place is the same to about a metre. */
const PLACE_DECIMALS = 5;

/** The identity of a label that has none in its file: the file and the place, e.g. `peaks.csv:9.52000,47.14000`. */
export const refInFile = (file: string, lonDeg: number, latDeg: number): string =>
  `${file}:${lonDeg.toFixed(PLACE_DECIMALS)},${latDeg.toFixed(PLACE_DECIMALS)}`;

const inFile = /^(.+):-?\d+\.\d{5},-?\d+\.\d{5}$/;

/** The file of an identity that `refInFile` made; null for any other. */
export const fileIn = (ref: string): string | null => inFile.exec(ref)?.[1] ?? null;

/** Whether an identity is one that `refInFile` makes. */
export const isRefInFile = (ref: string): boolean => inFile.test(ref);
