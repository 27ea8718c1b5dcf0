import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { z } from 'zod';
import type { EncoderInfo } from '../../shared/contract/encoders';
import type { LabelClassInfo } from '../../shared/contract/labels';
import { UserError } from '../../shared/errors';
import {
  experimentSpec,
  rival,
  type ExperimentKind,
  type ExperimentSpec,
  type Rival,
} from '../../shared/experiments/experiments';
import type { LonLat, LonLatBox } from '../../shared/geo/lonLat';
import { paperClasses } from '../../shared/labels/labelClasses';

import { allTableMethods, tableMethodOf } from './tableMethods';
import { classIdOf, encoderIdOf } from './values';
import type { Workbench } from './workbench';

/** The options of an experiment, as given on the command line. */
export interface ExperimentOptions {
  classes?: string[];
  encoders?: string[];
  radius?: number[];
  trainBox?: LonLatBox;
  testBox?: LonLatBox;
  trainSize?: number;
  testSize?: number;
  seeds?: number;
  at?: LonLat[];
  box?: LonLatBox;
  polygon?: LonLat[];
  threshold?: number;
  given?: string;
  oneWay?: boolean;
  step?: number;
  tolerance?: number;
  leastElevation?: number;
  rivals?: string[];
  networkSteps?: number;
  draws?: number;
}

const tableOptions = [
  'classes',
  'encoders',
  'radius',
  'trainBox',
  'testBox',
  'trainSize',
  'testSize',
  'seeds',
  'given',
];

/** The options that apply to each experiment. */
const uses: Readonly<Record<ExperimentKind, readonly string[]>> = {
  'scale-finder': ['classes', 'radius', 'trainSize', 'seeds', 'box'],
  table1: tableOptions,
  table2: tableOptions,
  map: ['classes', 'encoders', 'radius', 'box', 'polygon', 'threshold'],
  retrieval: ['classes', 'encoders', 'radius', 'seeds', 'box'],
  reconstruction: ['encoders', 'radius', 'at'],
  'map-quality': [
    'classes',
    'encoders',
    'radius',
    'trainBox',
    'testBox',
    'oneWay',
    'step',
    'tolerance',
    'leastElevation',
    'rivals',
    'networkSteps',
    'draws',
  ],
};

/** The paper's training and test sets. */
const sizes = { table1: { train: 1000, test: 200 }, table2: { train: 400, test: 100 } };

/** Panels of a map, and patches of a place in a reconstruction, an octave apart. */
const OCTAVES = { map: 4, reconstruction: 2 };

/** What a project offers to choose from. */
interface Choice {
  readonly classes: readonly LabelClassInfo[];
  readonly encoders: readonly EncoderInfo[];
  /** The terrain's, finest first. */
  readonly radiiM: readonly number[];
}

/**
 * The specification of an experiment on the open project. Defaults: the paper's classes that have labels; the radius of the class
 * or else the terrain's finest (all radii for the scale finder); all encoders, each with the C that measured best with it; the
 * paper's sizes.
 * @throws UserError `bad-input` or `not-found` saying what is wrong, `outside-terrain` without a DTM
 */
export async function experimentSpecOf(
  workbench: Workbench,
  experiment: ExperimentKind,
  options: ExperimentOptions,
): Promise<ExperimentSpec> {
  const useless = Object.keys(options).find((name) => ![...uses[experiment], 'out', 'json'].includes(name));
  if (useless !== undefined) {
    const known = uses[experiment].map(flagOf).join(', ');
    throw new UserError(
      'bad-input',
      `${flagOf(useless)} does not apply to ${experiment}; its options are ${known}.`,
    );
  }
  const { terrain, encoders, labels } = workbench.engine;
  const ground = await terrain.describe();
  if (ground === null) throw new UserError('outside-terrain', 'The project has no DTM yet. Import one.');
  const choice = {
    classes: await labels.classes(),
    encoders: await encoders.list(),
    radiiM: ground.radiiM,
  };
  const parsed = experimentSpec.safeParse({ experiment, ...(await valuesOf(experiment, options, choice)) });
  if (parsed.success) return parsed.data;
  throw new UserError(
    'bad-input',
    `These are not valid options of ${experiment}: ${z.prettifyError(parsed.error)}`,
  );
}

/** The values of a specification, not checked yet. */
async function valuesOf(
  experiment: ExperimentKind,
  { at, box, classes, encoders: names, radius, seeds, ...options }: ExperimentOptions,
  choice: Choice,
): Promise<Record<string, unknown>> {
  const { encoders, radiiM } = choice;
  const octaves = radiiM.filter((_, index) => index % 2 === 0);
  const encoderId = (): number | undefined =>
    names === undefined ? undefined : encoderIdOf(single(names, 'encoders'), encoders);
  const classIds = (): string[] => chosenClasses(classes, paperClasses.natural, choice).map(({ id }) => id);
  switch (experiment) {
    case 'scale-finder':
      return { classIds: classIds(), radiiM: radius ?? radiiM, locations: options.trainSize, seeds, box };
    case 'table1':
    case 'table2': {
      const paper = experiment === 'table1' ? paperClasses.natural : paperClasses.use;
      const { trainBox, testBox, trainSize, testSize, given } = options;
      return {
        columns: given === undefined ? columnsOf(classes, paper, radius, choice) : await readColumns(given),
        methods: names?.map((row) => tableMethodOf(row, encoders)) ?? allTableMethods(encoders),
        trainBox,
        testBox,
        trainSize: trainSize ?? sizes[experiment].train,
        testSize: testSize ?? sizes[experiment].test,
        seeds,
      };
    }
    case 'map':
      return {
        classIds: classIds(),
        radiiM: radius ?? octaves.slice(0, OCTAVES.map),
        polygon: options.polygon ?? (box === undefined ? undefined : cornersOf(box)),
        encoderId: encoderId(),
        threshold: options.threshold,
      };
    case 'retrieval':
      return {
        classIds: classIds(),
        encoderIds: names?.map((name) => encoderIdOf(name, encoders)) ?? encoders.map(({ id }) => id),
        radiusM: single(radius, 'radius') ?? radiiM[0],
        seeds,
        box,
      };
    case 'reconstruction':
      return {
        locations: at ?? [],
        radiiM: radius ?? octaves.slice(0, OCTAVES.reconstruction),
        encoderId: encoderId(),
      };
    case 'map-quality': {
      const { trainBox, testBox, oneWay, step, tolerance, leastElevation, rivals, networkSteps, draws } =
        options;
      if (trainBox === undefined || testBox === undefined) {
        throw new UserError(
          'bad-input',
          'Map quality is trained in one area and measured in another: give both by --train-box and --test-box.',
        );
      }
      const chosen = chosenClasses(classes, paperClasses.natural, choice);
      return {
        classIds: chosen.map(({ id }) => id),
        encoderIds: names?.map((name) => encoderIdOf(name, encoders)) ?? encoders.map(({ id }) => id),
        radiusM: single(radius, 'radius') ?? chosen[0]?.radiusM ?? radiiM[0],
        stepM: step,
        toleranceM: tolerance,
        trainBox,
        testBox,
        bothWays: oneWay !== true,
        leastElevationM: leastElevation,
        rivals: rivals && rivalsOf(rivals),
        networkSteps,
        draws,
      };
    }
  }
}

/** The rivals that the user named; none for `none`. @throws UserError `bad-input` listing the valid ones */
function rivalsOf(names: readonly string[]): Rival[] {
  if (names.length === 1 && names[0] === 'none') return [];
  return names.map((name) => {
    const found = rival.safeParse(name);
    if (found.success) return found.data;
    throw new UserError(
      'bad-input',
      `There is no rival "${name}". Choose from ${rival.options.join(', ')}; or none.`,
    );
  });
}

/** The classes that the user named, else the paper's that have labels. @throws UserError `too-few-labels` without any */
function chosenClasses(
  names: readonly string[] | undefined,
  paper: readonly string[],
  { classes }: Choice,
): LabelClassInfo[] {
  const ids = names?.map((name) => classIdOf(name, classes)) ?? paper;
  const isNamed = names !== undefined;
  const found = ids.flatMap((id) =>
    classes.filter((entry) => entry.id === id && (isNamed || entry.positives > 0)),
  );
  if (found.length > 0) return found;
  throw new UserError(
    'too-few-labels',
    `The project has no labels of ${paper.join(', ')}. Import labels, or name other classes with --classes.`,
  );
}

function columnsOf(
  names: readonly string[] | undefined,
  paper: readonly string[],
  radius: readonly number[] | undefined,
  choice: Choice,
): unknown[] {
  const radiusM = single(radius, 'radius');
  return chosenClasses(names, paper, choice).map((entry) => ({
    classId: entry.id,
    radiusM: radiusM ?? entry.radiusM ?? choice.radiiM[0],
  }));
}

/** A table's columns from a JSON file. @throws UserError `not-found` or `unsupported-file` naming it */
async function readColumns(path: string): Promise<unknown> {
  const text = await readFile(resolve(path), 'utf8').catch((cause: unknown) => {
    throw new UserError('not-found', `${basename(path)} cannot be read.`, { cause });
  });
  try {
    const columns: unknown = JSON.parse(text);
    return columns;
  } catch (cause) {
    throw new UserError('unsupported-file', `${basename(path)} is not JSON.`, { cause });
  }
}

/** The only one of a list. @throws UserError `bad-input` when there are several */
function single<T>(values: readonly T[] | undefined, option: string): T | undefined {
  if (values === undefined || values.length === 1) return values?.[0];
  throw new UserError('bad-input', `${flagOf(option)} takes one value here.`);
}

/** `trainBox` as it is typed: `--train-box`. */
const flagOf = (option: string): string =>
  `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

const cornersOf = ({ westDeg, southDeg, eastDeg, northDeg }: LonLatBox): LonLat[] => [
  { lonDeg: westDeg, latDeg: southDeg },
  { lonDeg: eastDeg, latDeg: southDeg },
  { lonDeg: eastDeg, latDeg: northDeg },
  { lonDeg: westDeg, latDeg: northDeg },
];
