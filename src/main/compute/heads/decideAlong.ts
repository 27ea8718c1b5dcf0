import type { HeadModel } from '../../../shared/contract/compute';
import type { Rotation } from '../../../shared/contract/layerForm';
import { keptAxes, NEAR_AXES } from '../../layers/layer';
import { nearestVotes } from './nearestVotes';
import { StoredHead, type StoredEmbeddings } from './storedHead';

/**
 * Decisions of a head of one copy per patch on stored embeddings, along the axes of their layer: [n], NaN where there is none.
 * What lies outside the axes counts for distances as in `StoredHead`; a logistic regression does not see it.
 */
export function decideAlong(head: HeadModel, rotation: Rotation): (stored: StoredEmbeddings) => Float32Array {
  switch (head.kind) {
    case 'svm': {
      const stored = new StoredHead(head, rotation);
      return (embeddings) => stored.decide(embeddings);
    }
    case 'logistic': {
      const { coefficients, vectors, size } = head;
      const slope = coefficients[0] ?? NaN;
      const { along } = alongAxes(vectors, { ...rotation, mean: new Float32Array(size) });
      const level = rotation.mean.reduce((sum, value, i) => sum + value * (vectors[i] ?? NaN), 0);
      return (embeddings) =>
        rowsAlong(embeddings, rotation, (row) => {
          let sum = level;
          for (const [axis, value] of row.entries()) sum += value * (along[axis] ?? NaN);
          return slope * sum - head.rho;
        });
    }
    case 'nearest': {
      const { along, outside } = alongAxes(head.vectors, rotation);
      const width = keptAxes(rotation);
      const examples = { ...head, vectors: along, outside, width };
      return (embeddings) =>
        rowsAlong(
          embeddings,
          rotation,
          (row, outsideOfRow) => nearestVotes(examples, row, Float32Array.of(outsideOfRow))[0] ?? NaN,
        );
    }
  }
}

/** Vectors, [n, size], along a layer's axes, [n, axes], and what of their squared length lies outside of these, [n]. */
function alongAxes(
  vectors: Float32Array,
  rotation: Rotation,
): { along: Float32Array; outside: Float32Array } {
  const { mean, axes } = rotation;
  const size = mean.length;
  const kept = keptAxes(rotation);
  const count = vectors.length / size;
  if (!Number.isInteger(count)) throw new RangeError(`Layer and head differ in size (${size}).`);
  const along = new Float32Array(count * kept);
  const outside = new Float32Array(count);
  const centred = new Float64Array(size);
  for (let vector = 0; vector < count; vector++) {
    for (let i = 0; i < size; i++) centred[i] = (vectors[vector * size + i] ?? NaN) - (mean[i] ?? NaN);
    let rest = centred.reduce((sum, value) => sum + value * value, 0);
    for (let axis = 0; axis < kept; axis++) {
      let product = 0;
      for (let i = 0, at = axis * size; i < size; i++, at++)
        product += (centred[i] ?? NaN) * (axes[at] ?? NaN);
      along[vector * kept + axis] = product;
      rest -= product * product;
    }
    outside[vector] = Math.max(0, rest);
  }
  return { along, outside };
}

/** @param decide by an embedding along the axes, [axes], and the squared length of what lies outside of them */
function rowsAlong(
  { near, far, scale, error }: StoredEmbeddings,
  rotation: Rotation,
  decide: (row: Float32Array, outside: number) => number,
): Float32Array {
  const axes = keptAxes(rotation);
  const farAxes = axes - NEAR_AXES;
  const row = new Float32Array(axes);
  return scale.map((length, cell) => {
    if (Number.isNaN(length)) return NaN;
    for (let axis = 0; axis < axes; axis++)
      row[axis] =
        length *
        ((axis < NEAR_AXES ? near[cell * NEAR_AXES + axis] : far[cell * farAxes + axis - NEAR_AXES]) ?? NaN);
    // As in decide.as.ts: rounding is included in the error.
    const outside = Math.max(0, (error[cell] ?? NaN) ** 2 - (length * length * axes) / 12);
    return decide(row, outside);
  });
}
