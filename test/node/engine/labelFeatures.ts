import { basename } from 'node:path';
import { readLabelFile } from '../../../src/main/engine/osm/labelFile';
import type { LabelSource } from '../../../src/main/engine/osm/byteSource';
import type { OsmFeature, Wanted } from '../../../src/main/engine/osm/osmFeature';

/** Features that have one tag. */
export const tagged = (key: string, value: string): Wanted => ({
  kind: 'filtered',
  filters: [{ [key]: [value] }],
});

/** All features that have tags. */
export const everything: Wanted = { kind: 'tagged' };

/** The wanted features of a label file. */
export const fileFeatures = (path: string, wanted: Wanted): { features: OsmFeature[]; fromOsm: boolean } =>
  featuresOf({ kind: 'file', name: basename(path), path }, wanted);

/** The wanted features of a server's answer. */
export const answerFeatures = (
  answer: unknown,
  wanted: Wanted,
): { features: OsmFeature[]; fromOsm: boolean } =>
  featuresOf({ kind: 'answer', name: 'server', bytes: Buffer.from(JSON.stringify(answer)) }, wanted);

function featuresOf(source: LabelSource, wanted: Wanted): { features: OsmFeature[]; fromOsm: boolean } {
  const features: OsmFeature[] = [];
  let fromOsm = false;
  for (const found of readLabelFile(source, wanted)) {
    if (found.kind === 'feature') features.push(found.feature);
    else if (found.kind === 'end') ({ fromOsm } = found);
  }
  return { features, fromOsm };
}
