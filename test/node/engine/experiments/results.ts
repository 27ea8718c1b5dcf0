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
      unmeasured: 'From 960 m on, 8 positive labels have whole patches; at least 10 are needed.',
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

const measured = { bestF1: 0.6, medianErrorM: 30, foretold: null, shown: null };
const noAnswer = { draws: null, curve: [], reliability: null };

/** Counts of what is shown from 0.5, 0.8 and 0.9. */
const shown = (...counts: [shown: number, right: number][]): { shown: number; right: number }[] =>
  counts.map(([all, right]) => ({ shown: all, right }));

/** Maps of two classes both ways: a head with two draws, and rules; worked by hand in the test. */
export const mapQuality = {
  experiment: 'map-quality',
  radiusM: 240,
  stepM: 60,
  toleranceM: 200,
  directions: [
    {
      trainBox: { westDeg: 9.5, southDeg: 47, eastDeg: 9.6, northDeg: 47.1 },
      testBox: { westDeg: 9.7, southDeg: 47, eastDeg: 9.8, northDeg: 47.1 },
    },
    {
      trainBox: { westDeg: 9.7, southDeg: 47, eastDeg: 9.8, northDeg: 47.1 },
      testBox: { westDeg: 9.5, southDeg: 47, eastDeg: 9.6, northDeg: 47.1 },
    },
  ],
  thresholds: [0.5, 0.8, 0.9],
  classes: [
    {
      classId: 'peak',
      name: 'Peak',
      colour: '#2563EB',
      known: [40, 10],
      chance: [0.05, 0.03],
      rows: [
        {
          name: 'polar',
          detail: 'C = 10',
          kind: 'encoder',
          draws: [
            [
              {
                averagePrecision: 0.7,
                bestF1: 0.66,
                shown: shown([50, 30], [20, 16], [10, 9]),
                medianErrorM: 30,
                foretold: [0.6, 0.8, 0.9],
              },
              {
                averagePrecision: 0.74,
                bestF1: 0.7,
                shown: shown([60, 30], [25, 20], [0, 0]),
                medianErrorM: 40,
                foretold: [0.6, 0.9, null],
              },
            ],
            [
              {
                averagePrecision: 0.6,
                bestF1: 0.6,
                shown: shown([20, 8], [10, 6], [4, 4]),
                medianErrorM: 50,
                foretold: [0.6, 0.7, 0.9],
              },
              {
                averagePrecision: 0.64,
                bestF1: 0.64,
                shown: shown([20, 8], [5, 4], [0, 0]),
                medianErrorM: null,
                foretold: [0.6, 0.8, null],
              },
            ],
          ],
          curve: [1, 0.9, 0.8, 0.5, 0],
          reliability: [
            { low: 0, high: 0.1, count: 100, meanScore: 0.05, right: 2 },
            { low: 0.1, high: 0.8, count: 0, meanScore: 0.45, right: 0 },
            { low: 0.8, high: 1, count: 25, meanScore: 0.85, right: 20 },
          ],
        },
        {
          name: 'Local maxima',
          detail: 'ranked by prominence',
          kind: 'rule',
          draws: [[{ ...measured, averagePrecision: 0.5 }], [{ ...measured, averagePrecision: 0.4 }]],
          curve: [0.8, 0.7, 0.4, 0, 0],
          reliability: null,
        },
        { name: 'Passes', detail: 'ranked by prominence', kind: 'rule', ...noAnswer },
      ],
    },
    {
      classId: 'alpine-hut',
      name: 'Alpine hut',
      colour: '#EA580C',
      known: [20, 20],
      chance: [0.1, 0.1],
      rows: [
        {
          name: 'polar',
          detail: 'C = 10',
          kind: 'encoder',
          draws: [
            [{ ...measured, averagePrecision: 0.1, shown: shown([40, 6], [20, 3], [0, 0]) }],
            [{ ...measured, averagePrecision: 0.1, shown: shown([40, 6], [20, 3], [0, 0]) }],
          ],
          curve: [0.2, 0.2, 0, 0, 0],
          reliability: [{ low: 0, high: 1, count: 80, meanScore: 0.6, right: 12 }],
        },
        { name: 'Local maxima', detail: 'ranked by prominence', kind: 'rule', ...noAnswer },
        { name: 'Passes', detail: 'ranked by prominence', kind: 'rule', ...noAnswer },
      ],
    },
  ],
};
