import type { Copies, HeadModel } from '../../../shared/contract/compute';
import type { HeadKind } from '../../../shared/heads/headKinds';

/** A labelled set and how to fit a head on it. */
export interface HeadProblem {
  /** Default: `svm`. */
  readonly kind?: HeadKind | undefined;
  /** [n x copies, size] the copies of a patch together */
  readonly embeddings: Float32Array;
  readonly copies: Copies;
  /** [n] 1 positive, 0 negative */
  readonly labels: Uint8Array;
  readonly size: number;
  readonly c: number;
  /** Of the kernel; null: 1 / (size x variance of all values), scikit-learn's "scale". */
  readonly gamma: number | null;
  /** Whether both classes have equal total weight, however many samples each has. */
  readonly balanced: boolean;
}

/** Fits a head on some patches of a problem, by their numbers; nothing is calibrated yet. */
export type Fit = (patches: readonly number[]) => HeadModel;

/** Rows of a problem's embeddings that belong to some patches, each with its label. */
export function rowsOfPatches(
  { labels, copies }: Pick<HeadProblem, 'labels' | 'copies'>,
  patches: readonly number[],
): { rows: number[]; labels: Uint8Array } {
  const rows = patches.flatMap((patch) => Array.from({ length: copies }, (_, copy) => patch * copies + copy));
  return { rows, labels: Uint8Array.from(rows, (row) => labels[Math.floor(row / copies)] ?? 0) };
}

/** Rows of a problem's embeddings one after another, [rows, size]. */
export function joinRows(
  { embeddings, size }: Pick<HeadProblem, 'embeddings' | 'size'>,
  rows: readonly number[],
): Float32Array {
  const joined = new Float32Array(rows.length * size);
  for (const [index, row] of rows.entries())
    joined.set(embeddings.subarray(row * size, (row + 1) * size), index * size);
  return joined;
}
