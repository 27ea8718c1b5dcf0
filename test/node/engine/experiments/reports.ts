import { experimentReport, type ExperimentReport } from '../../../../src/shared/experiments';

/** What a table found: three methods over three seeds, worked by hand in the test. */
export const table = {
  experiment: 'table1',
  columns: [
    {
      classId: 'peak',
      name: 'Peak',
      colour: '#2563EB',
      title: 'Peaks',
      radiusM: 240,
      trainSize: 824,
      testSize: 200,
      note: 'Only 412 positives lie in the training box.',
    },
  ],
  rows: [
    { name: 'raw', detail: '', accuracies: [[0.88, 0.91, 0.91]], published: [{ mean: 92.4, sd: 0.5 }] },
    { name: 'CNN', detail: '', accuracies: [[0.9, 0.92, 0.94]], published: [{ mean: 92.3, sd: 0.5 }] },
    { name: 'saumoco', detail: '', accuracies: [[0.8, 0.81, 0.84]], published: [{ mean: 86.9, sd: 2.3 }] },
    { name: 'Classical', detail: 'geomorphons', accuracies: [null], published: [null] },
  ],
} as const;

export const scaleFinder = {
  experiment: 'scale-finder',
  radiiM: [240, 480, 960],
  classes: [
    {
      classId: 'peak',
      name: 'Peak',
      colour: '#2563EB',
      accuracies: [[0.9, 0.92, 0.94], [0.8, 0.81, 0.84], []],
      trainSizes: [800, 790, 0],
      testSizes: [200, 198, 0],
      bestRadiusM: 240,
    },
  ],
} as const;

export const map = {
  experiment: 'map',
  classes: [
    { classId: 'peak', name: 'Peak', colour: '#2563EB' },
    { classId: 'saddle', name: 'Saddle', colour: '#16A34A' },
  ],
  radiiM: [240, 480],
  box: { westDeg: 9.5, southDeg: 47, eastDeg: 9.6, northDeg: 47.1 },
  polygon: null,
  threshold: 0.5,
  flatBelowM: [36.25],
  encoder: 'polar',
  counts: [
    [1200, 34],
    [300, 56],
  ],
  svg: '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
} as const;

/** A slope that rises to the south-east, so that it faces the light. */
const slope = Array.from({ length: 289 }, (_, index) => ((index % 17) + Math.floor(index / 17)) / 32);
const patch = { lonDeg: 9.52, latDeg: 47.14, values: slope, reliefM: 320 };

export const retrieval = {
  experiment: 'retrieval',
  radiusM: 480,
  ks: [1, 10],
  figures: ['polar', 'topo2vec-4'].map((encoder, index) => ({
    classId: 'peak',
    name: 'Peak',
    colour: '#2563EB',
    encoder,
    queries: [patch],
    hits: [
      { ...patch, distance: 0.25, isPositive: true },
      { ...patch, distance: 0.5, isPositive: false },
    ],
    precision: [
      { mean: 0.8 - index / 10, sd: 0.1 },
      { mean: 0.6 - index / 10, sd: 0.05 },
    ],
    chance: 0.04,
    candidates: 12345,
  })),
};

const place = { lonDeg: 9.52, latDeg: 47.14, reliefM: 320, input: slope };
const decoded = new Array<number>(64 * 64).fill(0.5);

export const reconstruction = {
  experiment: 'reconstruction',
  encoder: 'topo2vec-4',
  factor: 4,
  items: [
    { ...place, radiusM: 480, decoded, truth: null, l1: null, l1Bilinear: null },
    { ...place, radiusM: 960, decoded, truth: decoded, l1: 0.02, l1Bilinear: 0.03 },
    { ...place, lonDeg: 9.6, radiusM: 960, decoded, truth: decoded, l1: 0.04, l1Bilinear: 0.01 },
  ],
};

const box = { westDeg: -9.55, southDeg: 47, eastDeg: -9.5, northDeg: 47.1 };

/** What was asked for, by experiment. */
export const specs = {
  table: {
    experiment: 'table1',
    columns: [{ classId: 'peak', radiusM: 240 }],
    methods: ['cnn', { encoderId: 3 }, { encoderId: 4, c: 10, symmetries: true }],
    trainBox: box,
    testBox: { ...box, westDeg: -9.4, eastDeg: -9.3 },
    trainSize: 1000,
    testSize: 200,
    seeds: 3,
  },
  scaleFinder: {
    experiment: 'scale-finder',
    classIds: ['peak'],
    radiiM: [240, 480, 960],
    locations: 500,
    seeds: 3,
    box,
  },
  map: {
    experiment: 'map',
    classIds: ['peak', 'saddle'],
    radiiM: [240, 480],
    encoderId: 4,
    polygon: [
      { lonDeg: -9.5, latDeg: 47 },
      { lonDeg: -9.4, latDeg: 47 },
      { lonDeg: -9.4, latDeg: 47.1 },
    ],
  },
  retrieval: { experiment: 'retrieval', classIds: ['peak'], encoderIds: [4, 3], radiusM: 480, seeds: 3 },
  reconstruction: {
    experiment: 'reconstruction',
    locations: [
      { lonDeg: -9.52, latDeg: 47.14 },
      { lonDeg: 9.6, latDeg: 47.14 },
    ],
    radiiM: [480, 960],
    encoderId: 3,
  },
} as const;

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
  reportOf(specs.table, table, provenance),
  reportOf(specs.scaleFinder, scaleFinder, provenance),
  reportOf(specs.map, map, provenance),
  reportOf(specs.retrieval, retrieval, provenance),
  reportOf(specs.reconstruction, reconstruction, provenance),
];
