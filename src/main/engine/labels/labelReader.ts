import { Readable } from 'node:stream';
import { parentPort } from 'node:worker_threads';
import { UserError } from '../../../shared/errors';
import { nodeChannel } from '../../../shared/rpc/ports';
import { serve } from '../../../shared/rpc/server';
import { readLabelFile } from '../osm/labelFile';
import { labelReaderContract, type LabelEvent, type LabelRequest } from './labelReaderContract';
import { placeLabels } from './placeLabels';

/** Labels in one event. */
const BATCH = 8192;
/** The most labels of one file: more are a mistake, or meant to fill the memory. */
const LABELS_MAX = 5_000_000;

/** Entry of the worker that reads label files. */
if (parentPort !== null) {
  const read = (request: LabelRequest): AsyncIterable<LabelEvent> =>
    Readable.from(readEvents(request), { highWaterMark: 1 });
  serve(labelReaderContract, { labels: { read } }, nodeChannel(parentPort), (error) => {
    console.error('[label reader]', error);
  });
}

/** Labels in batches as they are read, and how far that is. */
function* readEvents({ source, wanted, classes, intervalM }: LabelRequest): Generator<LabelEvent> {
  let classIndex: number[] = [];
  let lonLat: number[] = [];
  let refs: (string | null)[] = [];
  let count = 0;
  const take = (): LabelEvent => {
    const labels = {
      kind: 'labels' as const,
      classIndex: Uint16Array.from(classIndex),
      lonLat: Float64Array.from(lonLat),
      refs,
    };
    count += refs.length;
    [classIndex, lonLat, refs] = [[], [], []];
    return labels;
  };
  for (const found of readLabelFile(source, wanted)) {
    if (found.kind === 'feature') {
      placeLabels(found.feature, classes, intervalM, (index, lonDeg, latDeg, ref) => {
        classIndex.push(index);
        lonLat.push(lonDeg, latDeg);
        refs.push(ref);
      });
      if (count + refs.length > LABELS_MAX) {
        throw new UserError(
          'unsupported-file',
          `${source.name} gives more than ${LABELS_MAX.toLocaleString('en')} labels. Take a smaller area, fewer classes, or a larger interval along lines.`,
        );
      }
      if (refs.length >= BATCH) yield take();
    } else {
      if (found.kind === 'end') yield take();
      yield found;
    }
  }
}
