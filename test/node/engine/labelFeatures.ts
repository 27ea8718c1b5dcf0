import { basename } from 'node:path';
import { matchesFilter } from '../../../src/main/engine/labels/kinds';
import { prepareReaders, readLabelFile } from '../../../src/main/engine/labels/files/readLabelFile';
import type { LabelSource } from '../../../src/main/engine/labels/files/byteSource';
import type { LabelFeature, Reading } from '../../../src/main/engine/labels/files/feature';

await prepareReaders();

/** What is requested of a reader when features have one tag. */
export const tagged = (key: string, value: string): Reading => ({
  choice: {},
  statedCrs: null,
  wants: (tags) => matchesFilter({ [key]: [value] }, tags),
  keys: new Set([key]),
});

/** All features that have tags. */
export const everything: Reading = { choice: {}, statedCrs: null, wants: () => true, keys: null };

/** What a label file gives. */
interface Features {
  readonly features: LabelFeature[];
  readonly fromOsm: boolean;
  /** Reasons and how often. */
  readonly leftOut: Record<string, number>;
}

/** The features of a label file; OSM data gives only those requested. */
export const fileFeatures = (path: string, reading: Reading): Features =>
  featuresOf({ kind: 'file', name: basename(path), path }, reading);

/** The features of a server's answer. */
export const answerFeatures = (answer: unknown, reading: Reading): Features =>
  featuresOf({ kind: 'answer', name: 'server', bytes: Buffer.from(JSON.stringify(answer)) }, reading);

/** The features of bytes under a name. */
export function featuresOf(source: LabelSource, reading: Reading): Features {
  const features: LabelFeature[] = [];
  const leftOut: Record<string, number> = {};
  let fromOsm = false;
  for (const found of readLabelFile(source, reading)) {
    if (found.kind === 'feature') features.push(found.feature);
    else if (found.kind === 'fromOsm') fromOsm = true;
    else if (found.kind === 'leftOut') leftOut[found.reason] = (leftOut[found.reason] ?? 0) + found.count;
  }
  return { features, fromOsm, leftOut };
}

/** All coordinates of a feature, part after part. */
export const coordinatesOf = ({ parts }: LabelFeature): number[] =>
  parts.flatMap((part) =>
    part.kind === 'polygon' ? part.rings.flatMap((ring) => [...ring]) : [...part.coordinates],
  );
