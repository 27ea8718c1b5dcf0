import { cpus } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { TakeRows } from '../blockDtm';
import { DamagedBlock, decodeBlocks, type BlockForm, type BlockPlace, type Failure } from './decodeBlock';
import type { DecodeAnswer, DecodeJob } from './decodeWorker';
import decodeWorkerCode from './decodeWorker?bundled';

/** Buffers of a thread: one is filled from the file while the blocks of another are decoded. */
const SLOTS_A_THREAD = 2;
/** Larger buffers are not kept for the next blocks. */
const MOST_KEPT_BYTES = 8 * 1024 * 1024;

/** Blocks that are decoded one after another. */
export interface Batch {
  readonly blocks: readonly BlockPlace[];
  readonly form: BlockForm;
  /** Fills in the packed bytes, block after block. */
  readonly read: (packed: Uint8Array) => Promise<void>;
  /** Takes elevations; blocks are counted in the batch. */
  readonly take: TakeRows;
  /** What to throw for damage. @param block counted in the batch */
  readonly damaged: (block: number, damage: DamagedBlock) => Error;
}

/** A thread that keeps the program running as long as it has work. */
class Thread {
  readonly worker = new Worker(decodeWorkerCode, { eval: true });
  private jobs = 0;

  constructor() {
    this.worker.unref();
  }

  begin(job: DecodeJob): void {
    if (this.jobs++ === 0) this.worker.ref();
    this.worker.postMessage(job, [job.packed, job.elevations]);
  }

  end(): void {
    if (--this.jobs === 0) this.worker.unref();
  }
}

/** Memory that is transferred to a thread and back, for one batch at a time. */
class Slot {
  private packed = new ArrayBuffer(0);
  private elevations = new ArrayBuffer(0);
  private answered: ((answer: DecodeAnswer) => void) | null = null;
  private lost: ((error: Error) => void) | null = null;
  /** Whether its thread has ended. */
  isLost = false;

  constructor(
    private readonly number: number,
    private readonly thread: Thread,
  ) {}

  async decode({ blocks, form, read, take, damaged }: Batch): Promise<void> {
    const packedBytes = packedBytesOf(blocks);
    const count = blocks.reduce((total, block) => total + block.count, 0);
    const job: DecodeJob = {
      slot: this.number,
      packed: atLeast(packedBytes, this.packed),
      elevations: atLeast(count * Float32Array.BYTES_PER_ELEMENT, this.elevations),
      blocks,
      form,
    };
    await read(new Uint8Array(job.packed, 0, packedBytes));
    const { packed, elevations, failure } = await new Promise<DecodeAnswer>((resolve, reject) => {
      [this.answered, this.lost] = [resolve, reject];
      this.thread.begin(job);
    }).finally(() => {
      this.thread.end();
    });
    const isKept = packed.byteLength + elevations.byteLength <= MOST_KEPT_BYTES;
    [this.packed, this.elevations] = isKept ? [packed, elevations] : [NOTHING, NOTHING];
    if (failure !== null) throw errorOf(failure, damaged);
    let at = 0;
    for (const [block, { count: some }] of blocks.entries()) {
      take(block, new Float32Array(elevations, at * Float32Array.BYTES_PER_ELEMENT, some), 0);
      at += some;
    }
  }

  answer(answer: DecodeAnswer): void {
    if (answer.slot === this.number) this.answered?.(answer);
  }

  lose(error: Error): void {
    this.isLost = true;
    this.lost?.(error);
  }
}

const NOTHING = new ArrayBuffer(0);

const packedBytesOf = (blocks: readonly BlockPlace[]): number =>
  Math.max(...blocks.map((block) => block.at + block.packedBytes));

function errorOf({ block, isDamage, message, detail }: Failure, damaged: Batch['damaged']): Error {
  const cause = new Error(detail);
  return isDamage ? damaged(block, new DamagedBlock(message, { cause })) : new Error(message, { cause });
}

/** Memory for batches that are decoded in this thread, one at a time. */
export class OwnMemory {
  private packed = NOTHING;

  /** Decodes blocks in this thread. @throws Error as `decodeInThread` does */
  async decode({ blocks, form, read, take, damaged }: Batch): Promise<void> {
    const packedBytes = packedBytesOf(blocks);
    this.packed = atLeast(packedBytes, this.packed);
    await read(new Uint8Array(this.packed, 0, packedBytes));
    const failure = await decodeBlocks(this.packed, blocks, form, take);
    if (failure !== null) throw errorOf(failure, damaged);
  }
}

const atLeast = (bytes: number, kept: ArrayBuffer): ArrayBuffer =>
  kept.byteLength >= bytes && bytes > 0 ? kept : new ArrayBuffer(bytes);

/** Batches that are worked on at the same time. */
export const BATCHES_AT_ONCE = SLOTS_A_THREAD * cpus().length;

/** The threads of this process. */
class Threads {
  private readonly free: Slot[] = [];
  private readonly waiting: ((slot: Slot) => void)[] = [];
  private count = 0;

  async decode(batch: Batch): Promise<void> {
    if (this.free.length === 0 && this.count < cpus().length) this.start();
    const slot = this.free.pop() ?? (await new Promise<Slot>((resolve) => this.waiting.push(resolve)));
    try {
      await slot.decode(batch);
    } finally {
      if (!slot.isLost) this.release(slot);
    }
  }

  private release(slot: Slot): void {
    const next = this.waiting.shift();
    if (next === undefined) this.free.push(slot);
    else next(slot);
  }

  private start(): void {
    const thread = new Thread();
    this.count++;
    const slots = Array.from({ length: SLOTS_A_THREAD }, (_, number) => new Slot(number, thread));
    thread.worker.on('message', (answer: DecodeAnswer) => {
      for (const slot of slots) slot.answer(answer);
    });
    thread.worker.once('error', (error) => {
      this.count--;
      for (const slot of slots) {
        slot.lose(error);
        if (this.free.includes(slot)) this.free.splice(this.free.indexOf(slot), 1);
      }
      if (this.waiting.length > 0) this.start();
    });
    for (const slot of slots) this.release(slot);
  }
}

const threads = new Threads();

/**
 * Decodes blocks in one of as many threads as the machine has cores; the first call starts them.
 * @throws Error what `damaged` returns for damage, what `read` throws, or that the thread ended
 */
export const decodeInThread = (batch: Batch): Promise<void> => threads.decode(batch);
