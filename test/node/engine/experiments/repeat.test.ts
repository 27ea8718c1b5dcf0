import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { experimentOptions } from '../../../../src/main/cli/experimentFlags';
import { commandLine, commandNotes } from '../../../../src/main/engine/experiments/report/repeat';
import { experimentReport, experimentSpec } from '../../../../src/shared/experiments/experiments';
import { specs } from './specs';

describe('the command that repeats it', () => {
  /** Words as a shell parses them. */
  const wordsOf = (spec: unknown, project = 'alps.topo2vec'): string[] =>
    execFileSync('sh', [
      '-c',
      `topo2vec() { printf '%s\\0' "$@"; }; ${commandLine(experimentSpec.parse(spec), project)}`,
    ])
      .toString()
      .split('\0')
      .slice(0, -1);

  const optionsOf = (spec: unknown): Record<string, unknown> => {
    const command = new Command().exitOverride().argument('<words...>');
    for (const option of experimentOptions()) command.addOption(option);
    command.parse(wordsOf(spec), { from: 'user' });
    return command.opts();
  };

  test('includes every option of a map', () => {
    const trainBox = { westDeg: -9.9, southDeg: -1, eastDeg: -9.5, northDeg: 1 };
    const testBox = { westDeg: 9.5, southDeg: 47, eastDeg: 9.6, northDeg: 47.1 };
    const asked = { experiment: 'map-quality', classIds: ['peak', 'saddle'], encoderIds: [3, 4] };
    const spec = { ...asked, radiusM: 240, trainBox, testBox };
    const always = { classes: ['peak', 'saddle'], encoders: ['3', '4'], radius: [240], trainBox, testBox };
    expect(optionsOf({ ...spec, rivals: [] })).toEqual({ ...always, rivals: ['none'], draws: 5 });
    const more = {
      stepM: 60,
      toleranceM: 300,
      bothWays: false,
      leastElevationM: -20,
      rivals: ['tpi'],
      draws: 2,
    };
    expect(optionsOf({ ...spec, ...more })).toEqual({
      ...always,
      ...{ step: 60, tolerance: 300, oneWay: true, leastElevation: -20, rivals: ['tpi'], draws: 2 },
    });
  });

  test('quotes any project and experiment names', () => {
    expect(wordsOf(specs.table).slice(0, 3)).toEqual(['experiment', 'alps.topo2vec', 'table1']);
    const hostile = `it's; rm -rf $HOME \`id\`.topo2vec`;
    expect(wordsOf(specs.table, hostile)[1]).toBe(hostile);
    expect(wordsOf(specs.table, '--help')[1]).toBe('./--help');
  });

  test('includes every option', () => {
    const { table, scaleFinder, map, retrieval, reconstruction } = specs;
    expect(optionsOf(table)).toEqual({
      classes: ['peak'],
      encoders: ['cnn', '3:1', '4:10+symmetries'],
      radius: [240],
      trainBox: table.trainBox,
      testBox: table.testBox,
      trainSize: 1000,
      testSize: 200,
      seeds: 3,
    });
    expect(optionsOf(scaleFinder)).toEqual({
      classes: ['peak'],
      radius: [240, 480, 960],
      trainSize: 500,
      seeds: 3,
      box: scaleFinder.box,
    });
    expect(optionsOf(map)).toEqual({
      classes: ['peak', 'saddle'],
      encoders: ['4'],
      radius: [240, 480],
      polygon: map.polygon,
      threshold: 0.8,
    });
    expect(optionsOf({ ...map, stepM: 70 })).toMatchObject({ step: 70 });
    expect(optionsOf(retrieval)).toEqual({
      classes: ['peak'],
      encoders: ['4', '3'],
      radius: [480],
      queries: 5,
      shown: 8,
      seeds: 3,
    });
    expect(optionsOf(reconstruction)).toEqual({
      encoders: ['3'],
      radius: [480, 960],
      at: reconstruction.locations,
    });
  });

  test('reads columns from a file where flags cannot express them, and says so', () => {
    const titled = { ...specs.table, columns: [{ classId: 'peak', radiusM: 240, title: 'P1 peaks' }] };
    expect(optionsOf(titled)).toMatchObject({ given: 'columns.json' });
    expect(commandNotes(experimentSpec.parse(titled))).toEqual([expect.stringContaining('columns.json')]);
    expect(commandNotes(experimentSpec.parse(specs.table))).toEqual([]);
  });
});

test.each([
  ...['map-quality-peaks', 'scale-finder', 'table1', 'table2', 'map', 'retrieval'],
  'reconstruction-topo2vec-4',
])('the report that an earlier version made of %s is read', (name) => {
  const stored = z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(readFileSync(`docs/experiments/${name}.json`, 'utf8')));
  expect(experimentReport.parse(stored)).toMatchObject(stored);
});
