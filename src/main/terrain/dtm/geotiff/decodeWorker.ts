import { parentPort } from 'node:worker_threads';
import { DamagedBlock, decodeBlock, type BlockForm } from './decodeBlock';

/** Blocks to decode, one after another; their memory is transferred to the thread and back. */
export interface DecodeJob {
  /** Number of the buffer that they are in. */
  readonly slot: number;
  readonly packed: ArrayBuffer;
  readonly elevations: ArrayBuffer;
  readonly blocks: readonly BlockPlace[];
  readonly form: BlockForm;
}

/** Where the bytes of a block begin, their number, and the number of elevations in them. */
export interface BlockPlace {
  readonly at: number;
  readonly packedBytes: number;
  readonly count: number;
}

/** The outcome for the blocks in a buffer; the failure is that of the first one that could not be decoded. */
export interface DecodeAnswer {
  readonly slot: number;
  readonly packed: ArrayBuffer;
  readonly elevations: ArrayBuffer;
  readonly failure: {
    readonly block: number;
    /** Whether the block's bytes are the cause. */
    readonly isDamage: boolean;
    readonly message: string;
    readonly detail: string;
  } | null;
}

async function decode({ packed, elevations, blocks, form }: DecodeJob): Promise<DecodeAnswer['failure']> {
  let to = 0;
  for (const [block, { at, packedBytes, count }] of blocks.entries()) {
    const out = new Float32Array(elevations, to * Float32Array.BYTES_PER_ELEMENT, count);
    try {
      await decodeBlock(Buffer.from(packed, at, packedBytes), form, out);
    } catch (error) {
      const { message, cause } = error instanceof Error ? error : new Error(String(error));
      return { block, isDamage: error instanceof DamagedBlock, message, detail: String(cause ?? error) };
    }
    to += count;
  }
  return null;
}

parentPort?.on('message', (job: DecodeJob) => {
  void decode(job).then((failure) => {
    const { slot, packed, elevations } = job;
    const answer: DecodeAnswer = { slot, packed, elevations, failure };
    parentPort?.postMessage(answer, [packed, elevations]);
  });
});
