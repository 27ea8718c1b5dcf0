import { parentPort } from 'node:worker_threads';
import { DamagedBlock, decodeBlock, type BlockForm } from './decodeBlock';

/** Blocks to decode, one after another; their memory goes to the thread and back. */
export interface DecodeJob {
  /** Number of the room that they are in. */
  readonly room: number;
  readonly packed: ArrayBuffer;
  readonly elevations: ArrayBuffer;
  readonly blocks: readonly BlockSize[];
  readonly form: BlockForm;
}

/** Bytes of a block, and elevations that they become. */
export interface BlockSize {
  readonly packedBytes: number;
  readonly count: number;
}

/** What became of the blocks in a room; the failure is that of the first one that could not be decoded. */
export interface DecodeAnswer {
  readonly room: number;
  readonly packed: ArrayBuffer;
  readonly elevations: ArrayBuffer;
  readonly failure: {
    readonly block: number;
    /** Whether the block's bytes are to blame. */
    readonly isDamage: boolean;
    readonly message: string;
    readonly detail: string;
  } | null;
}

async function decode({ packed, elevations, blocks, form }: DecodeJob): Promise<DecodeAnswer['failure']> {
  let from = 0;
  let to = 0;
  for (const [block, { packedBytes, count }] of blocks.entries()) {
    // The bank of decoders wants bytes of their own.
    const bytes = Buffer.allocUnsafeSlow(packedBytes);
    bytes.set(new Uint8Array(packed, from, packedBytes));
    const out = new Float32Array(elevations, to * Float32Array.BYTES_PER_ELEMENT, count);
    try {
      await decodeBlock(bytes, form, out);
    } catch (error) {
      const { message, cause } = error instanceof Error ? error : new Error(String(error));
      return { block, isDamage: error instanceof DamagedBlock, message, detail: String(cause ?? error) };
    }
    from += packedBytes;
    to += count;
  }
  return null;
}

parentPort?.on('message', (job: DecodeJob) => {
  void decode(job).then((failure) => {
    const { room, packed, elevations } = job;
    const answer: DecodeAnswer = { room, packed, elevations, failure };
    parentPort?.postMessage(answer, [packed, elevations]);
  });
});
