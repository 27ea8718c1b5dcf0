import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boxAround,
  cornersOf,
  formatBox,
  parseBox,
  sizeOf,
} from '../../../src/renderer/features/regions/boxes';
import { splitAreas } from '../../../src/renderer/features/experiments/splitAreas';
import { middleOf, positivesIn } from '../../../src/renderer/features/experiments/labelCounts';
import { plotPoints, plotSize } from '../../../src/renderer/features/experiments/scalePlot';
import type { LabelColumns } from '../../../src/shared/contract/labels';
import { table1, type TableResult } from '../../../src/shared/experiments/table';
import type { LonLatBox } from '../../../src/shared/geo/lonLat';
import { splitMarginM } from '../../../src/shared/terrain/patch';

/** Boxes of whole ten-thousandths of a degree, which is what a field shows. */
const boxes = fc
  .tuple(
    fc.integer({ min: -1_800_000, max: 1_799_000 }),
    fc.integer({ min: -850_000, max: 849_000 }),
    fc.integer({ min: 1000, max: 100_000 }),
    fc.integer({ min: 1000, max: 10_000 }),
  )
  .map(([west, south, width, height]): LonLatBox => ({
    westDeg: west / 1e4,
    southDeg: south / 1e4,
    eastDeg: Math.min(1_800_000, west + width) / 1e4,
    northDeg: Math.min(850_000, south + height) / 1e4,
  }));

/** Metres along a parallel of the WGS84 ellipsoid (Snyder 1987, Map Projections: A Working Manual, 4-21). */
function alongParallelM(fromDeg: number, toDeg: number, latDeg: number): number {
  const lat = (latDeg * Math.PI) / 180;
  const [a, e2] = [6_378_137, 0.00669437999014];
  const radius = (a * Math.cos(lat)) / Math.sqrt(1 - e2 * Math.sin(lat) ** 2);
  return (radius * (toDeg - fromDeg) * Math.PI) / 180;
}

describe('boxes', () => {
  it('are read as they are written', () => {
    fc.assert(
      fc.property(boxes, (box) => {
        expect(parseBox(formatBox(box))).toEqual(box);
        expect(boxAround(cornersOf(box))).toEqual(box);
      }),
    );
  });

  it('are read with any separators, and refused with a sentence otherwise', () => {
    expect(parseBox(' 9.44; 47.02  9.55,47.3 ')).toEqual({
      westDeg: 9.44,
      southDeg: 47.02,
      eastDeg: 9.55,
      northDeg: 47.3,
    });
    for (const text of ['', '9.44, 47.02, 9.55', '1, 2, 3, 4, 5', '9.55, 47.02, 9.44, 47.3', 'a, b, c, d']) {
      expect(parseBox(text)).toMatch(/^Type west, south, east, north/);
    }
  });

  it('have a size in kilometres', () => {
    // GDAL's sample: 861 x 1009 pixels of a second of arc, 30.9 m north-south and 21 m east-west at 47.16 N.
    expect(sizeOf({ westDeg: 9.4332, southDeg: 47.0224, eastDeg: 9.6724, northDeg: 47.3026 })).toBe(
      '18 × 31 km',
    );
  });

  it('split the area so that no patch of one side overlaps one of the other', () => {
    fc.assert(
      fc.property(boxes, fc.double({ min: 0, max: 1, noNaN: true }), (box, share) => {
        const widthDeg = box.eastDeg - box.westDeg;
        const narrowestDeg = Math.max(Math.abs(box.southDeg), Math.abs(box.northDeg));
        const radiusM = alongParallelM(0, widthDeg, narrowestDeg) / 20;
        const { train, test } = splitAreas(box, radiusM, box.westDeg + share * widthDeg);
        expect(train.westDeg).toBe(box.westDeg);
        expect(test.eastDeg).toBe(box.eastDeg);
        expect(train.eastDeg - train.westDeg).toBeGreaterThan(widthDeg / 8);
        expect(test.eastDeg - test.westDeg).toBeGreaterThan(widthDeg / 8);
        const gapM = alongParallelM(train.eastDeg, test.westDeg, narrowestDeg);
        // Within a micrometre, which is what degrees as doubles carry.
        expect(gapM).toBeGreaterThanOrEqual(splitMarginM(radiusM) - 1e-6);
      }),
    );
  });
});

const labels: LabelColumns = {
  ids: Uint32Array.from([1, 2, 3, 4, 5, 6]),
  lonDeg: Float64Array.from([1, 2, 10, 5, 6, 7]),
  latDeg: Float64Array.from([1, 1, 1, 1, 1, 1]),
  classIndex: Uint16Array.from([0, 0, 0, 0, 1, 1]),
  positive: Uint8Array.from([1, 1, 1, 0, 1, 0]),
  source: new Uint8Array(6),
  checked: new Uint8Array(6),
  names: Array.from({ length: 6 }, () => ''),
  notes: Array.from({ length: 6 }, () => ''),
  classIds: ['peak', 'river'],
};

describe('labels', () => {
  const box = { westDeg: 0, southDeg: 0, eastDeg: 6, northDeg: 2 };

  it('are counted in the area, positives only', () => {
    expect(positivesIn(labels, 'peak', null)).toBe(3);
    expect(positivesIn(labels, 'peak', box)).toBe(2);
    expect(positivesIn(labels, 'peak', box, { ...box, westDeg: 1.5 })).toBe(1);
    expect(positivesIn(labels, 'river', box)).toBe(1);
    expect(positivesIn(labels, 'hut', null)).toBe(0);
  });

  it('have a centre in which every class has equal weight', () => {
    // Medians by hand: peaks 1, 2, 10 have 2; rivers have 6.
    expect(middleOf(labels, ['peak'])).toBe(2);
    expect(middleOf(labels, ['peak', 'river'])).toBe(4);
    expect(middleOf(labels, ['hut'])).toBeNull();
  });
});

describe('figures', () => {
  it('of a table are means in percent, the best of each column marked', () => {
    const column = { classId: 'peak', name: 'Peak', colour: '#2563EB', title: 'Peak', radiusM: 240 };
    const result: TableResult = {
      experiment: 'table1',
      columns: [{ ...column, trainSize: 10, testSize: 4, note: 'Only 2 of 5.' }],
      rows: [
        { name: 'id', detail: '', accuracies: [[0.5, 0.75]], published: [{ mean: 92.4, sd: 0.5 }] },
        { name: 'polar', detail: 'C = 10', accuracies: [[0.75, 1]], published: [null] },
        { name: 'Classical', detail: '', accuracies: [null], published: [null] },
      ],
    };
    const { rows = [], notes, caption } = table1.figures(result) ?? {};
    // Means 62.5 and 87.5; of two values 0.25 apart the sample standard deviation is 0.25 / sqrt(2).
    expect(rows.map(({ cells }) => cells[0]?.text)).toEqual(['62.5', '87.5', '–']);
    expect(rows.map(({ cells }) => cells[0]?.best)).toEqual([false, true, false]);
    expect(rows[0]?.cells[0]?.detail).toBe('62.5 ± 17.7 %; the paper has 92.4 ± 0.5 %');
    expect(notes).toEqual(['Peak: Only 2 of 5.']);
    expect(caption).toContain('2 seeds');
  });

  it('of a scale finder lie on a logarithmic axis', () => {
    const points = plotPoints([100, 200, 400, 800], [[0.5], [1, 1], [], [0.75, 0.25]], 0.5);
    const { width, height, margin } = plotSize;
    expect(points.map(({ radiusM }) => radiusM)).toEqual([100, 200, 800]);
    expect(points.map(({ x }) => (x - margin) / (width - 2 * margin))).toEqual([
      0,
      expect.closeTo(1 / 3, 12),
      1,
    ]);
    expect(points.map(({ y }) => y)).toEqual([height - margin, margin, height - margin]);
  });
});
