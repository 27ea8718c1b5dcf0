import { Worker } from 'node:worker_threads';
import { UserError } from '../../../shared/errors';
import type { LabelFileChoice, LabelFilePreview } from '../../../shared/labels/labelFiles';
import { connect } from '../../../shared/rpc/client';
import type { Client } from '../../../shared/rpc/contract';
import { workerChannel } from '../../platform/workerChannel';
import type { LabelSource } from './files/byteSource';
import {
  labelReaderContract,
  type FoundArea,
  type InspectRequest,
  type Inspection,
  type LabelEvent,
  type LabelRequest,
} from './labelReaderContract';
import { geopackageEvents, inspectGeopackage, isSqlite } from './readDatabase';
import { withKnownCrss } from './statedCrs';

/** Memory for the reader's values, MB. The limits on what it reads keep it far below; where they do not, the reader ends. */
const MEMORY_MB = 1024;
/** Most values are short-lived: a large young generation avoids copying them. */
const YOUNG_MEMORY_MB = 96;

/** Labels that a file gives, as columns; `classIndex` counts in the requested classes. */
interface LabelColumns {
  readonly classIndex: Uint16Array;
  /** [n, 2] lon, lat in degrees */
  readonly lonLat: Float64Array;
  /** 1 positive, 0 negative */
  readonly positive: Uint8Array;
  /** Identities in the source, null where it gives none. */
  readonly refs: (string | null)[];
  /** What the places are called, and what was noted; null for nothing. */
  readonly names: (string | null)[];
  readonly notes: (string | null)[];
}

/** Labels of a file, and what is known of the rest of it. */
export type ReadLabels = LabelColumns & { readonly areas: readonly FoundArea[] } & Omit<
    Extract<LabelEvent, { kind: 'end' }>,
    'kind'
  >;

/** What is requested of a file; a `crs` that the user states overrides the file. */
export type ReadRequest = Omit<LabelRequest, 'crss' | 'choice'> & { readonly choice: LabelFileChoice };

/**
 * Reads labels in a worker of their own, which ends with the reading: whatever a file does to its reader, this process survives,
 * and the reader stops at once when the signal fires. A GeoPackage is read here, by SQLite.
 * @param onProgress called with how many bytes were read; a file may be read twice
 * @param memoryMb what the reader's values may take
 * @throws UserError saying what is wrong with the file; `crs-missing`, `crs-unknown`; `cancelled`
 */
export async function readLabels(
  { choice, ...request }: ReadRequest,
  onProgress: (doneBytes: number, totalBytes: number) => void,
  signal: AbortSignal,
  memoryMb = MEMORY_MB,
): Promise<ReadLabels> {
  const isDatabase = await isSqlite(request.source);
  return withKnownCrss(request.source.name, choice, async (crss) => {
    const asked: LabelRequest = { ...request, ...withoutCrs(choice), crss };
    const batches: LabelColumns[] = [];
    const areas: FoundArea[] = [];
    const events = isDatabase ? geopackageEvents(asked, signal) : workerEvents(asked, signal, memoryMb);
    for await (const event of events) {
      if (event.kind === 'progress') onProgress(event.doneBytes, event.totalBytes);
      else if (event.kind === 'labels') batches.push(event);
      else if (event.kind === 'area') areas.push(event);
      else if (event.kind === 'needs-crs') return { needs: event.text };
      else return { value: { ...joined(batches), areas, ...event } };
    }
    throw new Error('The reader of labels ended early.');
  });
}

/**
 * A summary of a label file, read as its labels are.
 * @throws UserError saying what is wrong with the file; `cancelled`
 */
export async function inspectLabels(
  source: LabelSource,
  classes: InspectRequest['classes'],
  choice: LabelFileChoice,
  signal: AbortSignal,
): Promise<LabelFilePreview> {
  const inspect = async (request: InspectRequest): Promise<Inspection> => {
    if (await isSqlite(source)) return inspectGeopackage(request, signal);
    const { reader, worker } = await startReader(source.name, MEMORY_MB);
    try {
      return await reader.labels.inspect(request, signal);
    } finally {
      void worker.terminate();
    }
  };
  const request = { source, classes, ...withoutCrs(choice) };
  try {
    return await withKnownCrss(source.name, choice, async (crss) => {
      const found = await inspect({ ...request, crss, mayBeUnplaced: false });
      return found.kind === 'preview' ? { value: found.preview } : { needs: found.text };
    });
  } catch (error) {
    const isOfCrs =
      error instanceof UserError && (error.code === 'crs-missing' || error.code === 'crs-unknown');
    if (!isOfCrs || choice.crs !== undefined) throw error;
    const found = await inspect({ ...request, crss: [], mayBeUnplaced: true });
    if (found.kind === 'preview') return found.preview;
    throw error;
  }
}

const withoutCrs = ({ layer, columns }: LabelFileChoice): Pick<LabelRequest, 'choice'> => ({
  choice: {
    ...(layer === undefined || layer === '' ? {} : { layer }),
    ...(columns === undefined ? {} : { columns }),
  },
});

async function startReader(
  name: string,
  memoryMb: number,
): Promise<{ readonly worker: Worker; readonly reader: Client<typeof labelReaderContract> }> {
  const { default: code } = await import('./labelReader?bundled');
  const worker = new Worker(code, {
    eval: true,
    // seek-bzip creates its buffers by a deprecated constructor, about which Node would warn the user.
    execArgv: ['--no-deprecation'],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: YOUNG_MEMORY_MB },
  });
  let detail = 'its worker ended';
  worker.on('error', (error) => {
    detail = error.message;
  });
  const reader = connect(
    labelReaderContract,
    workerChannel(worker),
    () =>
      new UserError(
        'unsupported-file',
        `${name} could not be read (${detail}). Nothing was imported. It may be damaged, or built to exhaust the memory.`,
      ),
  );
  return { worker, reader };
}

async function* workerEvents(
  request: LabelRequest,
  signal: AbortSignal,
  memoryMb: number,
): AsyncGenerator<LabelEvent> {
  const { reader, worker } = await startReader(request.source.name, memoryMb);
  try {
    yield* reader.labels.read(request, signal);
  } finally {
    void worker.terminate();
  }
}

function joined(batches: readonly LabelColumns[]): LabelColumns {
  const count = batches.reduce((sum, { refs }) => sum + refs.length, 0);
  const classIndex = new Uint16Array(count);
  const lonLat = new Float64Array(2 * count);
  const positive = new Uint8Array(count);
  const refs: (string | null)[] = [];
  for (const batch of batches) {
    classIndex.set(batch.classIndex, refs.length);
    lonLat.set(batch.lonLat, 2 * refs.length);
    positive.set(batch.positive, refs.length);
    for (const ref of batch.refs) refs.push(ref);
  }
  const names = batches.flatMap((batch) => batch.names);
  const notes = batches.flatMap((batch) => batch.notes);
  return { classIndex, lonLat, positive, refs, names, notes };
}
