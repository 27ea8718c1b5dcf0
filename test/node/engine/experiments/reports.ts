import { experimentReport, type ExperimentReport } from '../../../../src/shared/experiments/experiments';
import * as results from './results';
import { specs } from './specs';

/** A whole report. */
export function reportOf(
  spec: unknown,
  result: unknown,
  provenance: Partial<ExperimentReport['provenance']> = {},
): ExperimentReport {
  return experimentReport.parse({
    spec,
    result,
    provenance: {
      project: 'alps.topo2vec',
      startedMs: Date.UTC(2025, 10, 25, 12, 25),
      durationS: 134,
      machine: 'AMD EPYC, 2 threads',
      software: { TensorFlow: '2.21.0' },
      dtms: [{ name: 'davos.tif', fingerprint: 'abcdef0123456789abcdef' }],
      encoders: [{ name: 'raw', variant: 'id', presentations: 0, seed: 0, key: '0123456789abcdef' }],
      attributions: ['© OpenStreetMap contributors'],
      ...provenance,
    },
  });
}

/** One report of every kind. */
export const everyKind = (provenance: Partial<ExperimentReport['provenance']> = {}): ExperimentReport[] => [
  reportOf(specs.table, results.table, provenance),
  reportOf(specs.scaleFinder, results.scaleFinder, provenance),
  reportOf(specs.map, results.map, provenance),
  reportOf(specs.retrieval, results.retrieval, provenance),
  reportOf(specs.reconstruction, results.reconstruction, provenance),
  reportOf(specs.mapQuality, results.mapQuality, provenance),
];

/** A page as text: tags removed, entities decoded, one space between words. */
export const read = (html: string): string =>
  html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ');
