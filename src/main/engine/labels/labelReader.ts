import { Readable } from 'node:stream';
import { parentPort } from 'node:worker_threads';
import { nodeChannel } from '../../../shared/rpc/ports';
import { serve } from '../../../shared/rpc/server';
import { logLine } from '../../platform/processLog';
import { prepareReaders, readLabelFile } from './files/readLabelFile';
import { inspectFeatures } from './inspectFeatures';
import { labelReaderContract, type LabelEvent, type LabelRequest } from './labelReaderContract';
import { readingOf } from './readingOf';
import { FeatureSorter } from './sortFeatures';

/** Entry of the worker that reads label files. */
if (parentPort !== null) {
  serve(
    labelReaderContract,
    {
      labels: {
        read: (request) => Readable.from(readEvents(request), { highWaterMark: 1 }),
        inspect: async (request) => {
          await prepareReaders();
          return inspectFeatures(request, readLabelFile(request.source, readingOf(request)));
        },
      },
    },
    nodeChannel(parentPort),
    (error, where) => {
      logLine('label reader', where, error);
    },
  );
}

/** Labels in batches as they are read, and how far that is. */
async function* readEvents(request: LabelRequest): AsyncGenerator<LabelEvent> {
  await prepareReaders();
  const sorter = new FeatureSorter(request);
  for (const found of readLabelFile(request.source, readingOf(request))) {
    for (const event of sorter.take(found)) {
      yield event;
      if (event.kind === 'needs-crs') return;
    }
  }
  yield* sorter.end();
}
