import { detectRows } from './detectBench';
import type { Ground } from './ground';
import { labelRows } from './labelsBench';
import { refitRows } from './refitBench';
import type { Row } from './row';
import { samplingRows } from './samplingBench';
import { tileRows } from './tilesBench';

/** Measures rows one after another. What it opens it closes. */
export type Bench = (ground: Ground) => AsyncIterable<Row>;

/** All that `npm run bench` measures, in the table's order; `--only` takes the names. */
export const benches: Readonly<Record<string, Bench>> = {
  sampling: samplingRows,
  detect: detectRows,
  refit: refitRows,
  tiles: tileRows,
  labels: labelRows,
};
