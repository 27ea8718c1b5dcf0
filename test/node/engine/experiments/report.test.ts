import { PNG } from 'pngjs';
import { describe, expect, test } from 'vitest';
import { methodOrder } from '../../../../src/main/engine/experiments/report/methodOrder';
import { patchPicture } from '../../../../src/main/engine/experiments/report/patchPicture';
import { reportHtml } from '../../../../src/main/engine/experiments/report/reportHtml';
import { everyKind, read, reportOf } from './reports';
import * as results from './results';
import { specs } from './specs';

describe('a table', () => {
  const html = reportHtml(reportOf(specs.table, results.table));
  const text = read(html);

  test('shows means and standard deviations, the published figure beneath, and marks what is not significantly different from the best', () => {
    // 0.88, 0.91, 0.91: squares of -2, 1 and 1 points over 2 give 3, whose root is 1.7.
    // The best is ahead by 2, 1 and 3: t = 2 / (1 / sqrt 3) = 3.46, p = 1 - t / sqrt(2 + t²) = 0.074 with 2 degrees of freedom.
    expect(text).toContain('raw 90.0 ± 1.7 ≈ paper 92.4 ± 0.5');
    expect(text).toContain('CNN 92.0 ± 2.0 paper 92.3 ± 0.5');
    // Ahead by 10, 11 and 10: t = 31, p = 1 - 31 / sqrt 963 = 0.001.
    expect(text).toContain('saumoco 81.7 ± 2.1 paper 86.9 ± 2.3');
    expect(text).toContain('Classical geomorphons –');
    expect(text).toContain('radius 240 m train 824 / test 200');
    expect(text).toContain('Peaks : Only 412 positives lie in the training box.');
  });

  test('has the best of a column bold, and nothing else', () => {
    expect(html.match(/<b>[\d.]+ ± [\d.]+<\/b>/g)).toEqual(['<b>92.0 ± 2.0</b>']);
  });

  test('gives differences with standard error and p', () => {
    expect(text).toContain('Difference from raw, the raw patch');
    expect(text).toContain('CNN +2.0 ± 0.6 p = 0.074');
    expect(text).toContain('saumoco −10.3 ± 0.3 p = 0.001');
    expect(text).toContain(
      'CNN has the highest accuracy on Peaks: 92.0 %, 2.0 points above raw, the raw patch (paired over 3 seeds, p = 0.074).',
    );
  });

  test("says that the paper's order is not reproduced, and how certain that is", () => {
    // Published raw > CNN > saumoco, measured CNN > raw > saumoco: one pair of three, and its p is 0.074.
    expect(text).toContain(
      "The paper's order of methods does not appear here for Peaks. Of 3 pairs of methods, 2 stand as published and 1 the other way round; of those, 0 differ",
    );
  });

  test('has a mean over several columns, for methods with a value in each', () => {
    const second = { ...results.table.columns[0], classId: 'saddle', title: 'Saddles', note: '' };
    const rows = results.table.rows.map((row) => ({
      ...row,
      accuracies: [...row.accuracies, row.name === 'saumoco' ? null : [0.8, 0.82, 0.84]],
      published: [...row.published, { mean: 80, sd: 1 }],
    }));
    const spec = {
      ...specs.table,
      columns: [...specs.table.columns, { classId: 'saddle', radiusM: 240 }],
    };
    const result = { ...results.table, columns: [...results.table.columns, second], rows };
    const both = read(reportHtml(reportOf(spec, result)));
    // Seeds 0.85, 0.87, 0.89 of the CNN; 0.84, 0.865, 0.875 of the raw patch.
    expect(both).toContain(
      'CNN 92.0 ± 2.0 paper 92.3 ± 0.5 82.0 ± 2.0 paper 80.0 ± 1.0 87.0 ± 2.0 paper 86.2',
    );
    expect(both).toContain('saumoco 81.7 ± 2.1 paper 86.9 ± 2.3 – paper 80.0 ± 1.0 – paper 83.5');
    expect(both).toContain(
      'CNN has the highest mean accuracy over Peaks and Saddles: 87.0 %, 1.0 points above',
    );
  });

  test('tests nothing on a single seed', () => {
    const rows = results.table.rows.map((row) => ({
      ...row,
      accuracies: row.accuracies.map((values) => values?.slice(0, 1) ?? null),
    }));
    const single = read(reportHtml(reportOf({ ...specs.table, seeds: 1 }, { ...results.table, rows })));
    expect(single).toContain('CNN 90.0 paper 92.3 ± 0.5');
    expect(single).toContain('raw 88.0 paper');
    expect(single).not.toContain('p = ');
  });
});

test('an order counts as contradicted by differences that seeds alone do not explain', () => {
  const method = (name: string, published: number, accuracies: number[]) => ({ name, published, accuracies });
  const order = methodOrder([
    method('a', 90, [0.7, 0.71, 0.72]),
    method('b', 80, [0.8, 0.81, 0.83]),
    method('c', 80, [0.6, 0.7, 0.9]),
  ]);
  expect(order).toEqual({
    published: ['a', 'b', 'c'],
    measured: ['b', 'c', 'a'],
    // b and c are published alike; c's lead over a is -10, -1 and 18 points.
    pairs: 2,
    inOrder: 0,
    contradicted: 1,
  });
});

describe('a scale finder', () => {
  const html = reportHtml(reportOf(specs.scaleFinder, results.scaleFinder));

  test('has a table of means, standard deviations and counts, and a dash where no patch was complete', () => {
    const text = read(html);
    expect(text).toContain('240 m 30 m 92.0 ± 2.0 800 / 200 480 m 60 m 81.7 ± 2.1 790 / 198 960 m 120 m –');
    expect(text).toContain('best: Peak 240 m (92.0 %).');
  });

  test('draws means at their radius and rings the best', () => {
    const points = [...html.matchAll(/<circle class="(\w+)"[^>]*cx="([\d.]+)" cy="([\d.]+)"/g)].map(
      (found) => ({
        kind: found[1],
        x: Number(found[2]),
        y: Number(found[3]),
      }),
    );
    expect(points.map(({ kind }) => kind)).toEqual(['ring', 'dot']);
    // 480 m is half way from 240 m to 960 m on a logarithmic axis: the field is 44..660 with 16 to spare on each side.
    expect(points.map(({ x }) => x)).toEqual([60, 352]);
    expect(points[0]?.y).toBeLessThan(points[1]?.y ?? 0);
  });
});

test('a map includes its figure and its counts', () => {
  const html = reportHtml(reportOf(specs.map, results.map));
  expect(html).toContain(
    `src="data:image/svg+xml;base64,${Buffer.from(results.map.svg).toString('base64')}"`,
  );
  expect(html).toContain(
    'Terrain with less relief in a patch than 36 m is too flat to say and has no detections.',
  );
  const text = read(html);
  expect(text).toContain('240 m 1,200 34 1,234 480 m 300 56 356');
  expect(text).toContain(
    '1,590 places found at 2 radii; most detections by class: Peak 240 m (1,200) and Saddle 480 m (56).',
  );
});

test('a retrieval shows queries above hits, marked positives, and precision beside chance', () => {
  const html = reportHtml(reportOf(specs.retrieval, results.retrieval));
  const text = read(html);
  expect(text).toContain('Peak polar 80.0 ± 10.0 60.0 ± 5.0 4.0 12,345');
  expect(html).toContain('<b>80.0 ± 10.0</b>');
  expect(text).toContain(
    '1 query place 320 m relief Nearest with polar ● 0.250 320 m 0.500 320 m Nearest with topo2vec-4',
  );
  expect(text).toContain(
    'Of the 10 nearest to places of the class Peak, 60.0 % are of that class with polar, 15 times',
  );
  // A query, and two hits of each encoder.
  expect(html.match(/<img [^>]*src="data:image\/png;base64,/g)).toHaveLength(5);
});

test('a reconstruction groups patches by place, with errors, and marks patches without truth', () => {
  const html = reportHtml(reportOf(specs.reconstruction, results.reconstruction));
  const text = read(html);
  expect(text).toContain('480 m 1 0 – – 960 m 2 2 0.0300 0.0200');
  expect(text).toContain('closer in 1 of 2 patches');
  expect(text).toMatch(/47\.1400 N 9\.5200 E .*The terrain has no detail of 15 m here\. Radius 480 m/);
  expect(text).toContain('Radius 960 m, relief 320 m. L1 0.0200, bilinear 0.0300 47.1400 N 9.6000 E');
  expect(html.match(/<img /g)).toHaveLength(8);
});

test('patches are lit from the north-west', () => {
  const redOf = (uri: string): number => {
    const { data, width, height } = PNG.sync.read(Buffer.from(uri.split(',')[1] ?? '', 'base64'));
    return data[4 * (width * (height >> 1) + (width >> 1))] ?? 0;
  };
  const level = new Array<number>(289).fill(0);
  const rising = Array.from({ length: 289 }, (_, index) => ((index % 17) + Math.floor(index / 17)) / 32);
  // (0.12 + 0.92 / sqrt 2) x 0.82 x 236 on level ground.
  expect(redOf(patchPicture(level, 100, 30))).toBe(149);
  // To the middle of a slope of 10 m in 30 m on both axes belong 45 degrees' light, (sqrt 2 + 2 / 3) / 2 / sqrt(11 / 9), and
  // half the relief: (0.12 + 0.92 x 0.941) x 0.91 x 236.
  expect(redOf(patchPicture(rising, 320, 30))).toBeCloseTo(211.7, -1);
  expect(redOf(patchPicture([...rising].reverse(), 320, 30))).toBeLessThan(100);
});

describe('what a report is made of', () => {
  const hostile = `"><img src=x onerror=alert(1)>'</style><script>alert(2)</script>&amp;`;

  /** The same report with every string of its result and provenance hostile. */
  const poisoned = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string') return ['experiment', 'svg', 'kind'].includes(key) ? value : hostile;
    if (Array.isArray(value)) return value.map((entry) => poisoned(entry, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, poisoned(entry, name)]));
  };

  test.each(everyKind())('runs, fetches and links to nothing: $spec.experiment', ({ spec, result }) => {
    const html = reportHtml(
      reportOf(spec, poisoned(result), {
        project: hostile,
        machine: hostile,
        software: { [hostile]: hostile },
        dtms: [{ name: hostile, fingerprint: hostile }],
        encoders: [{ name: hostile, variant: hostile, presentations: 1, seed: 0, key: hostile }],
        attributions: [hostile],
      }),
    );
    expect(read(html)).toContain('<img src=x onerror=alert(1)>');
    expect(html).not.toMatch(/<script/i);
    expect(html.match(/<\/style>/g)).toHaveLength(1);
    const tags = html.match(/<[a-z][^>]*>/gi) ?? [];
    expect(tags.filter((tag) => /\son\w+=|\shref=|<a\b|<iframe|<link|url\(/i.test(tag))).toEqual([]);
    expect(tags.flatMap((tag) => [...(/\s(?:xlink:)?src="?([^"]{0,11})/.exec(tag)?.slice(1) ?? [])])).toEqual(
      tags.filter((tag) => tag.startsWith('<img')).map(() => 'data:image/'),
    );
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`);
    expect(html).not.toContain('@import');
  });

  test('settings, provenance and attribution come last', () => {
    const text = read(reportHtml(reportOf(specs.table, results.table)));
    expect(text).toContain('Seeds 0 to 2: locations drawn again for each');
    expect(text).toContain(
      'Started 25 November 2025, 12:25 UTC Duration 2:14 minutes Machine AMD EPYC, 2 threads',
    );
    expect(text).toContain('Encoder raw (id): not trained, key 0123456789ab ');
    expect(text).toContain(
      'DTM davos.tif, fingerprint abcdef012345 ; licence as its provider states Attribution © OpenStreetMap contributors',
    );
  });
});
