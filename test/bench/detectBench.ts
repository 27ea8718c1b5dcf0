import type { HeadModel } from '../../src/shared/contract/compute';
import { Random } from '../../src/shared/statistics/random';
import { computeHandlers } from '../../src/main/compute/handlers';
import { storedForm } from '../../src/main/compute/layerForm/storedForm';
import { CHUNK_SIZE } from '../../src/main/layers/layer';
import { pythonRival } from './pythonRival';
import { interleaved, seconds, type Row } from './row';

/** A layer's chunks, the axes that it keeps, and the support vectors of a head for peaks. */
const [CHUNKS, AXES, VECTORS, SIZE] = [50, 32, 424, 289];

/** Decisions of a head over stored embeddings, beside the matrix product that exact ones would need. */
export async function* detectRows(): AsyncGenerator<Row> {
  const random = new Random(3);
  const values = (count: number): Float32Array =>
    Float32Array.from({ length: count }, () => random.nextFloat());
  const axes = new Float32Array(AXES * SIZE);
  for (let axis = 0; axis < AXES; axis++) axes[axis * SIZE + axis] = 1;
  const rotation = { mean: new Float32Array(SIZE).fill(0.5), axes };
  const chunk = storedForm(rotation)(values(CHUNK_SIZE * SIZE), new Uint8Array(CHUNK_SIZE).fill(1));
  const chunks = Array.from({ length: CHUNKS }, () => chunk);
  const head: HeadModel = {
    ...{ kind: 'svm', gamma: 0.06, rho: 0, size: SIZE, copies: 1, plattA: -1, plattB: 0 },
    vectors: values(VECTORS * SIZE),
    coefficients: values(VECTORS),
  };
  const { heads } = computeHandlers();
  const { signal } = new AbortController();
  const cells = CHUNKS * CHUNK_SIZE;
  const rival = await pythonRival('decision_product.py', [cells, VECTORS, SIZE].map(String));
  try {
    yield {
      what: `decisions on ${cells.toLocaleString('en')} stored embeddings, ${VECTORS} support vectors`,
      unit: 's',
      better: 'lower',
      ...(await interleaved(
        seconds(async () => heads.decide({ head, rotation, chunks }, signal)),
        rival,
      )),
      limit: `${((cells * VECTORS * AXES) / 1e9).toFixed(1)} thousand million multiply-adds of 16 bits, ${((cells * VECTORS) / 1e6).toFixed(0)} million powers`,
    };
  } finally {
    rival.end();
  }
}
