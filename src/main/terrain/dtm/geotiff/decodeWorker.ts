import { parentPort } from 'node:worker_threads';
import type { TakeRows } from '../blockDtm';
import { decodeBlocks, type BlockForm, type BlockPlace, type Failure } from './decodeBlock';

/** Blocks to decode, one after another; their memory is transferred to the thread and back. */
export interface DecodeJob {
  /** Number of the buffer that they are in. */
  readonly slot: number;
  readonly packed: ArrayBuffer;
  readonly elevations: ArrayBuffer;
  readonly blocks: readonly BlockPlace[];
  readonly form: BlockForm;
}

/** The outcome for the blocks in a buffer. */
export interface DecodeAnswer {
  readonly slot: number;
  readonly packed: ArrayBuffer;
  readonly elevations: ArrayBuffer;
  readonly failure: Failure | null;
}

parentPort?.on('message', ({ slot, packed, elevations, blocks, form }: DecodeJob) => {
  const room = new Float32Array(elevations);
  const starts = [0];
  for (const { count } of blocks) starts.push(count + (starts.at(-1) ?? 0));
  const write: TakeRows = (block, rows, firstRow) => {
    room.set(rows, (starts[block] ?? NaN) + firstRow * form.layout.blockWidth);
  };
  void decodeBlocks(packed, blocks, form, write).then((failure) => {
    const answer: DecodeAnswer = { slot, packed, elevations, failure };
    parentPort?.postMessage(answer, [packed, elevations]);
  });
});
