import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { mapRuns } from '../../../src/main/research/protocols/mapRuns';
import { columnsOf, protocols } from '../../../src/main/research/protocols/protocolFile';
import { POINTS } from '../../../src/main/research/protocols/runs';
import { summaryOf } from '../../../src/main/research/protocols/summary';
import { tableMethodOf } from '../../../src/main/cli/tableMethods';
import type { TableResult } from '../../../src/shared/experiments/table';
import { boxContains, grown } from '../../../src/shared/geo/lonLat';
import { splitMarginM } from '../../../src/shared/terrain/patch';
import { card } from '../compute/cards';

const path = resolve('docs', 'experiments', 'protocols.json');

test('the protocols have their published sizes', async () => {
  const sizes = [];
  for (const protocol of protocols) {
    for (const { radiusM, given } of await columnsOf(protocol, path)) {
      expect(given?.seeds).toHaveLength(10);
      const [seed] = given?.seeds ?? [];
      const train = (seed?.trainPositive.length ?? 0) + (seed?.trainNegative.length ?? 0);
      const test = (seed?.testPositive.length ?? 0) + (seed?.testNegative.length ?? 0);
      sizes.push([radiusM, train, test]);
    }
  }
  expect(sizes).toEqual([
    [720, 824, 200],
    [720, 236, 180],
    [720, 400, 100],
    [720, 104, 92],
    [720, 288, 100],
    [240, 778, 200],
    [240, 962, 200],
    [240, 150, 150],
    [240, 150, 150],
  ]);
});

test('protocol M draws places on both sides of a gap that no patch crosses', async () => {
  const file = z.object({
    features: z.array(
      z.object({
        properties: z.object({ natural: z.string().optional() }),
        geometry: z.object({ coordinates: z.tuple([z.number(), z.number()]) }),
      }),
    ),
  });
  const { features } = file.parse(JSON.parse(await readFile(resolve(POINTS), 'utf8')));
  const counts = mapRuns.map(({ options: { classes = [], radius = [], trainBox, testBox } }) => {
    if (trainBox === undefined || testBox === undefined) throw new Error('A map needs boxes.');
    const margin = grown(testBox, splitMarginM(radius[0] ?? NaN));
    expect(trainBox.eastDeg).toBeLessThan(margin.westDeg);
    return [trainBox, testBox].map(
      (box) =>
        features.filter(
          ({ properties, geometry }) =>
            properties.natural === classes[0] && boxContains(box, ...geometry.coordinates),
        ).length,
    );
  });
  expect(counts).toEqual([
    [397, 489],
    [77, 75],
  ]);
});

test('a summary pairs the seeds in the mean of the columns', () => {
  const column = {
    classId: 'peak',
    name: 'Peak',
    colour: '#2563EB',
    radiusM: 720,
    trainSize: 8,
    testSize: 4,
  };
  const result: TableResult = {
    experiment: 'table1',
    columns: [
      { ...column, title: 'Peaks', note: '' },
      { ...column, title: 'Saddles', note: '3 of 12 given locations have no whole patch and are left out.' },
    ],
    rows: [
      {
        name: 'id',
        detail: '',
        published: [null, null],
        accuracies: [
          [0.5, 0.7],
          [0.5, 0.5],
        ],
      },
      // Better by 10 and 0 points in the mean of both columns: 5 ± 5.
      {
        name: 'polar',
        detail: 'C = 10',
        published: [null, null],
        accuracies: [
          [0.6, 0.6],
          [0.6, 0.6],
        ],
      },
      { name: 'Classical', detail: '', published: [null, null], accuracies: [[0.5, 0.5], null] },
    ],
  };
  const [protocol] = protocols;
  if (protocol === undefined) throw new Error('There is no protocol.');
  const provenance = {
    project: 'p',
    startedMs: Date.UTC(2026, 4, 1),
    durationS: 12,
    machine: 'a machine',
    software: { TensorFlow: '2.21.0' },
    dtms: [{ name: 'N46E008.tif', fingerprint: '' }],
    encoders: [],
    attributions: ['Labels by somebody'],
  };
  const lines = summaryOf([{ protocol, provenance, result }], 'npm run experiments').split('\n');
  expect(lines).toContain('2026-05-01, a machine; TensorFlow 2.21.0');
  expect(lines).toContain('| id | 60.0 ± 14.1 | 50.0 ± 0.0 |  |');
  expect(lines).toContain('| polar, C = 10 | 60.0 ± 0.0 | 60.0 ± 0.0 | +5.0 ± 5.0 (p 0.500) |');
  expect(lines).toContain('| Classical | 50.0 ± 0.0 | – |  |');
  expect(lines).toContain('Saddles: 3 of 12 given locations have no whole patch and are left out.');
  expect(lines).toContain('Labels by somebody. Elevations: N46E008.tif.');
});

test('rows are named with their C and symmetric copies', () => {
  const encoders = [
    { id: 4, isDefault: true, ownName: 'polar', note: null, card: card({ name: 'polar', headC: 10 }) },
    { id: 7, isDefault: false, ownName: 'id', note: null, card: card({ name: 'id' }) },
  ];
  expect(tableMethodOf('cnn', encoders)).toBe('cnn');
  expect(tableMethodOf('polar', encoders)).toEqual({ encoderId: 4, c: 10, symmetries: false });
  expect(tableMethodOf('polar:1', encoders)).toEqual({ encoderId: 4, c: 1, symmetries: false });
  expect(tableMethodOf('7+symmetries', encoders)).toEqual({ encoderId: 7, c: 1, symmetries: true });
  expect(tableMethodOf('id:0.5+symmetries', encoders)).toEqual({ encoderId: 7, c: 0.5, symmetries: true });
  expect(() => tableMethodOf('id:many', encoders)).toThrow(/is not a row/);
  expect(() => tableMethodOf('volcano', encoders)).toThrow(/no encoder "volcano"/);
});
