import { regionContains, type Region } from '../../../shared/geo/region';
import { reasons } from './files/feature';
import type { ReadLabels } from './readLabels';

/** The labels that lie in a region; the others are counted among what was left out. */
export function labelsInRegion(labels: ReadLabels, region: Region): ReadLabels {
  const kept = [...labels.refs.keys()].filter((index) =>
    regionContains(region, labels.lonLat[2 * index] ?? NaN, labels.lonLat[2 * index + 1] ?? NaN),
  );
  const beyond = labels.refs.length - kept.length;
  const of = <Value>(values: readonly (Value | null)[]): (Value | null)[] =>
    kept.map((index) => values[index] ?? null);
  return {
    ...labels,
    classIndex: Uint16Array.from(kept, (index) => labels.classIndex[index] ?? 0),
    lonLat: Float64Array.from(kept.flatMap((index) => [...labels.lonLat.subarray(2 * index, 2 * index + 2)])),
    positive: Uint8Array.from(kept, (index) => labels.positive[index] ?? 0),
    refs: of(labels.refs),
    names: of(labels.names),
    notes: of(labels.notes),
    leftOut: beyond === 0 ? labels.leftOut : [...labels.leftOut, { name: reasons.beyond, count: beyond }],
  };
}
