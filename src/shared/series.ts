import { MOST_NAME } from './contract/names';
import { metres } from './format';
import type { Region } from './geo/region';
import type { ThresholdWish } from './mapQuality/thresholdWish';
import type { TaskSpecInput } from './task';

type DetectSpec = Extract<TaskSpecInput, { kind: 'detect' }>;

/** A choice of a series, and what it is called in the names of runs. */
interface Named<T> {
  readonly value: T;
  readonly name: string;
}

/** What several runs are made of: each of some choices with each of the others. */
export interface SeriesPlan {
  readonly classes: readonly Named<string>[];
  /** Null: the classes' own. */
  readonly radiiM: readonly number[] | null;
  /** Whether each class has runs of its own; classes that exclude each other share a place's probability within a run alone. */
  readonly eachClass: boolean;
  readonly eachRadius: boolean;
  readonly encoders: readonly Named<number>[];
  /** Undefined: the whole terrain. */
  readonly regions: readonly Named<Region | undefined>[];
  /** Null: as measured on held-out terrain. */
  readonly thresholds: readonly (number | ThresholdWish | null)[];
}

/** The most runs of a series. */
export const MOST_RUNS = 100;

const each = <T>(all: readonly T[]): (readonly T[])[] => all.map((one) => [one]);

/**
 * The runs of a plan in their order, named by what they are: encoder by encoder, so that what one has embedded is used next.
 * @param settings of all of them
 */
export function seriesOf(
  plan: SeriesPlan,
  settings: Pick<DetectSpec, 'flatTimes' | 'stepM'> = {},
): DetectSpec[] {
  const { classes, radiiM, encoders, regions, thresholds } = plan;
  const classSets = plan.eachClass ? each(classes) : [classes];
  const radiusSets = radiiM === null ? [null] : plan.eachRadius ? each(radiiM) : [radiiM];
  const specs = encoders.flatMap((encoder) =>
    regions.flatMap((region) =>
      radiusSets.flatMap((radii) =>
        classSets.flatMap((some) =>
          thresholds.map((threshold): DetectSpec => {
            const found = some.map(({ name }) => name).join(', ');
            const parts = [
              radii === null ? found : `${found} at ${radii.map(metres).join(', ')}`,
              encoder.name,
              ...(regions.length > 1 || region.value !== undefined ? [region.name] : []),
              ...(thresholds.length > 1 ? [thresholdName(threshold)] : []),
            ];
            return {
              ...settings,
              kind: 'detect',
              name: parts.join(', ').slice(0, MOST_NAME),
              classIds: some.map(({ value }) => value),
              radiiM: radii === null ? null : [...radii],
              encoderId: encoder.value,
              threshold,
              ...(region.value === undefined ? {} : { box: region.value }),
            };
          }),
        ),
      ),
    ),
  );
  return withOwnNames(specs);
}

/** Numbers runs whose names would be equal, such as those of long lists of classes. */
function withOwnNames(specs: readonly DetectSpec[]): DetectSpec[] {
  const taken = new Set<string>();
  return specs.map((spec) => {
    const { name = '' } = spec;
    let own = name;
    for (let number = 2; taken.has(own); number++) own = `${name.slice(0, MOST_NAME - 8)} (${number})`;
    taken.add(own);
    return { ...spec, name: own };
  });
}

function thresholdName(threshold: SeriesPlan['thresholds'][number]): string {
  if (threshold === null) return 'as measured';
  if (typeof threshold === 'number') return `from ${threshold.toFixed(2)}`;
  return Object.entries(threshold)
    .map(([what, share]) => `${what} ${share}`)
    .join(', ');
}
