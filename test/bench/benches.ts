import { decodeRows } from './decodeBench';
import { detectRows } from './detectBench';
import { encoderRows } from './encoderBench';
import type { Ground } from './ground';
import { labelRows } from './labelsBench';
import { landformRows } from './landformBench';
import { refitRows } from './refitBench';
import type { Row } from './row';
import { samplingRows } from './samplingBench';
import { searchRows } from './searchBench';
import { tileRows } from './tilesBench';
import { trainingRows } from './trainingBench';

/** Measures rows one after another. What it opens it closes. */
export type Bench = (ground: Ground) => AsyncIterable<Row>;

/** All that `npm run bench` measures, in the table's order; `--only` takes the names. */
export const benches: Readonly<Record<string, Bench>> = {
  decode: decodeRows,
  landforms: landformRows,
  sampling: samplingRows,
  encoder: encoderRows,
  training: trainingRows,
  detect: detectRows,
  refit: refitRows,
  search: searchRows,
  tiles: tileRows,
  labels: labelRows,
};
