import { describe, expect, test } from 'vitest';
import { reportHtml } from '../../../../src/main/engine/experiments/report/reportHtml';
import { read, reportOf } from './reports';
import * as results from './results';
import { specs } from './specs';

const html = reportHtml(reportOf(specs.mapQuality, results.mapQuality));
const text = read(html);

test('the result is stated in plain words, with its range, beside chance and the best rule', () => {
  // From 0.8: 16 of 20 and 6 of 10, then 20 of 25 and 4 of 5: 70 and 80 %; chance is 4 %; of 40 and 10 known 50 and 45 %.
  // The score interval of 22.5 in 30, worked in Python: 0.573 to 0.870.
  expect(text).toContain(
    'Of 100 peaks that polar shows at 0.8 or more, 75 (57..87) are known, 19 times as many as of random places, ' +
      'and 48 of 100 known ones are shown; of 100 alpine huts 15 (',
  );
  expect(text).toContain('are known, hardly more than of random places (1.5 times)');
  expect(text).toContain(
    'Average precision is 67.0 % for peaks (polar; the best rule, Local maxima, has 45.0 %) and 10.0 % for alpine huts (polar).',
  );
});

describe('the tables', () => {
  test('rank by the mean of both directions, and leave out methods that do not apply to a class', () => {
    // Draws of 65 and 69 %: half their distance times the root of 2.
    expect(text).toContain('polar C = 10 encoder 67.0 ± 2.8 72.0 62.0 65.0 ± 2.8 40 m');
    expect(text).toContain('Local maxima ranked by prominence rule 45.0 50.0 40.0 60.0 30 m');
    expect(text).toContain(
      'Of random places 5.0 % and 3.0 % have a known one within 200 m. Not for this class: Passes.',
    );
    expect(text).toContain('Not for this class: Local maxima and Passes.');
  });

  test('put predicted beside measured values, and a dash where nothing is shown', () => {
    expect(text).toContain('0.8 30 75.0 ± 7.1 80.0 19 47.5 ± 3.5');
    // Of two draws one shows nothing from 0.9: its precision is not known, its recall is 0.
    expect(text).toContain('0.9 7 95.0 90.0 24 15.6 ± 22.1');
    expect(text).toContain('0.9 0 – – – 0.0');
  });

  test('say that known places are never complete', () => {
    expect(text).toContain('every share here is a lower bound');
  });
});

describe('the figures', () => {
  test('draw precision over recall as far as detections reach, rules broken', () => {
    // The field is 276 wide from 30 and 230 high from 254 up.
    expect(html).toContain('points="30,24 99,47 168,70 237,139"');
    expect(html).toMatch(/stroke-dasharray="5 3" points="30,70 99,93 168,162"/);
    expect(text).toContain('polar 67.0 ');
  });

  test('draw shown probabilities against shares known, areas as the numbers of detections', () => {
    const [first, second] = [
      ...html.matchAll(/cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"><title>polar: of/g),
    ].map((found) => found.slice(1, 4).map(Number));
    expect(first).toEqual([41.5, 249.4, 12]);
    expect(second).toEqual([225.5, 70, 6]);
  });

  test('never contain NaN', () => {
    expect(html.match(/.*(?:NaN|Infinity|undefined|null).*/g)).toBeNull();
  });
});

test('settings list what was left out and the reference', () => {
  expect(text).toContain('Other methods Prominence and Quadratic surface Training area');
  expect(text).toContain('Draws 2: the training data are drawn again for each Step 120 m Tolerance 200 m');
  expect(text).toContain('Left out terrain below 2,000 m: counted as neither right nor wrong');
});

test('a result without rules and without probabilities above 0.8 is described as well', () => {
  const [peak] = results.mapQuality.classes;
  const rows = (peak?.rows ?? []).filter(({ kind }) => kind === 'rule');
  const result = { ...results.mapQuality, classes: [{ ...peak, rows }] };
  const rules = reportHtml(reportOf(specs.mapQuality, result));
  expect(read(rules)).toContain('No method is sure enough of any place to show it.');
  expect(rules).not.toMatch(/NaN|Infinity|Reliability/);
});
