import { Worker } from 'node:worker_threads';
import { UserError } from '../../../shared/errors';
import { connect } from '../../../shared/rpc/client';
import type { Channel } from '../../../shared/rpc/message';
import labelReaderCode from './labelReader?bundled';
import { labelReaderContract, type LabelRequest } from './labelReaderContract';

/** Memory for the reader's values, MB. The limits on what it reads keep it far below; where they do not, the reader ends. */
const MEMORY_MB = 1024;
/** Most values are short-lived: much young memory spares copying them. */
const YOUNG_MEMORY_MB = 96;

/** Labels that a file gives, as columns; `classIndex` counts in the classes that were asked for. */
export interface ReadLabels {
  readonly classIndex: Uint16Array;
  /** [n, 2] lon, lat in degrees */
  readonly lonLat: Float64Array;
  /** Identities in the source, null where it gives none. */
  readonly refs: (string | null)[];
  /** Whether they come from OpenStreetMap, to which attribution is owed. */
  readonly fromOsm: boolean;
}

/**
 * Reads labels in a worker of their own, which ends with it: whatever a file does to its reader, this process goes on,
 * and it stops at once when the signal fires.
 * @param onProgress told how many bytes were read; a file may be read twice
 * @param memoryMb what the reader's values may take
 * @throws UserError saying what is wrong with the file; `cancelled`
 */
export async function readLabels(
  request: LabelRequest,
  onProgress: (doneBytes: number, totalBytes: number) => void,
  signal: AbortSignal,
  memoryMb = MEMORY_MB,
): Promise<ReadLabels> {
  const worker = new Worker(labelReaderCode, {
    eval: true,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: YOUNG_MEMORY_MB },
  });
  let detail = 'its worker ended';
  worker.on('error', (error) => {
    detail = error.message;
  });
  const reader = connect(
    labelReaderContract,
    channelTo(worker),
    () =>
      new UserError(
        'unsupported-file',
        `${request.source.name} could not be read (${detail}). Nothing was imported. It may be damaged, or meant to fill the memory.`,
      ),
  );
  const batches: Omit<ReadLabels, 'fromOsm'>[] = [];
  let fromOsm = false;
  try {
    for await (const event of reader.labels.read(request, signal)) {
      if (event.kind === 'progress') onProgress(event.doneBytes, event.totalBytes);
      else if (event.kind === 'labels') batches.push(event);
      else ({ fromOsm } = event);
    }
  } finally {
    void worker.terminate();
  }
  return { ...joined(batches), fromOsm };
}

const channelTo = (worker: Worker): Channel => ({
  send: (message) => {
    worker.postMessage(message);
  },
  onMessage: (listener) => {
    worker.on('message', listener);
  },
  onClose: (listener) => {
    worker.on('exit', listener);
  },
  close: () => {
    void worker.terminate();
  },
});

function joined(batches: readonly Omit<ReadLabels, 'fromOsm'>[]): Omit<ReadLabels, 'fromOsm'> {
  const count = batches.reduce((sum, { refs }) => sum + refs.length, 0);
  const classIndex = new Uint16Array(count);
  const lonLat = new Float64Array(2 * count);
  const refs: (string | null)[] = [];
  for (const batch of batches) {
    classIndex.set(batch.classIndex, refs.length);
    lonLat.set(batch.lonLat, 2 * refs.length);
    for (const ref of batch.refs) refs.push(ref);
  }
  return { classIndex, lonLat, refs };
}
