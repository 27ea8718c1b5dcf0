import { chosenOptions, experimentOf, type ExperimentSpec } from '../../../../shared/experiments/experiments';

/** The specification, as names and values for people. */
export const settingsOf = (spec: ExperimentSpec): (readonly [name: string, value: string])[] => [
  ...chosenOptions(spec).flatMap(({ settingName, setting, value }) => {
    const text = setting(value);
    return text === null ? [] : [[settingName, text] as const];
  }),
  ...experimentOf(spec.experiment).fixed,
];
