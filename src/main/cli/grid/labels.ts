import { resolve } from 'node:path';
import { several } from '../../../shared/format';
import { countLabels, listGridLabels } from '../../grid/control/labels/list';
import { openGrid } from '../../grid/control/grid';
import { replaceFile } from '../../platform/replaceFile';
import type { Output } from '../output';

export async function gridLabelsCommand(
  output: Output,
  [address = '']: string[],
  { out }: { out?: string },
): Promise<void> {
  const { database } = await openGrid(address);
  try {
    if (out === undefined) {
      const counts = await countLabels(database);
      output.result(
        counts,
        counts
          .map(
            ({ classId, labeller, positives, negatives, lastMs }) =>
              `${classId}: ${positives} positive, ${negatives} negative by ${labeller}, last ${new Date(lastMs).toISOString()}`,
          )
          .join('\n') || 'The grid has no labels yet.',
      );
      return;
    }
    const labels = await listGridLabels(database);
    const path = resolve(out);
    const features = labels.map(({ lonDeg, latDeg, changedMs, ...properties }) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [lonDeg, latDeg] },
      properties: { ...properties, changed: new Date(changedMs).toISOString() },
    }));
    await replaceFile(path, JSON.stringify({ type: 'FeatureCollection', features }));
    output.result({ labels: labels.length, path }, `Wrote ${several(labels.length, 'label')} to ${path}.`);
  } finally {
    await database.close();
  }
}
