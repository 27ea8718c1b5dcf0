import { z } from 'zod';
import { count as counted, several } from '../format';
import { mapQualityResult } from '../mapQuality/mapQualityResult';
import { rival, rivalNames } from '../mapQuality/rivals';
import { experiment } from './experiment';
import { trainAndTestBoxes } from './options/areas';
import { choices, classes, encoders, radius } from './options/choices';
import { byDefault, count, elevationM, lengthM } from './options/numbers';

const spec = z.object({
  experiment: z.literal('map-quality'),
  classIds: classes(['peak', 'saddle']),
  /** Of each, maps take minutes. */
  encoderIds: encoders('default'),
  rivals: choices(rival, rivalNames, {
    label: 'Other methods',
    heading: 'Other methods, each for the classes it is made for',
    flag: 'rivals',
    noun: 'method',
  }),
  ...trainAndTestBoxes(),
  /** Whether the boxes are swapped for a second measurement. */
  bothWays: byDefault({
    label: 'Both ways',
    about: 'then with the areas swapped',
    flag: 'one-way',
    help: 'do not swap the boxes for a second measurement',
  }),
  radiusM: radius({ heading: 'Map' }),
  /** Repetitions, each with a new draw of the training examples of heads and networks. */
  draws: count({
    label: 'Draws',
    flag: 'draws',
    help: 'repetitions',
    min: 1,
    max: 100,
    default: 5,
    setting: (value) => `${value}: the training data are drawn again for each`,
    summary: (value) => `, ${several(value, 'draw')}`,
  }),
  /** Of the lattice. */
  stepM: lengthM({
    label: 'Step',
    flag: 'step',
    help: 'metres between lattice cells',
    ofRadius: [0.25, 'a quarter of the radius'],
  }),
  /** Within which a known place counts as found. */
  toleranceM: lengthM({
    label: 'Known within',
    settingName: 'Tolerance',
    flag: 'tolerance',
    help: 'metres within which a known place is found',
    ofRadius: [1, 'the radius'],
  }),
  /** Detections below it are neither right nor wrong: lists of known places are not complete there. */
  leastElevationM: elevationM({
    label: 'Minimum elevation',
    settingName: 'Left out',
    caption:
      'Set a minimum elevation if the list of known places starts at one: detections on lower terrain then count as ' +
      'neither right nor wrong.',
    flag: 'least-elevation',
    help: 'ignore detections below this elevation, metres',
    setting: (value) =>
      value === undefined ? null : `terrain below ${counted(value)} m: counted as neither right nor wrong`,
  }),
  /** Five to ten minutes of one core by default. */
  networkSteps: count({
    label: 'Steps of the network',
    settingName: 'Convolutional network',
    flag: 'network-steps',
    help: 'training steps of the network',
    min: 1,
    max: 100_000,
    default: 1500,
    setting: (value) => `${value} steps of training`,
    applies: ({ rivals }) => Array.isArray(rivals) && rivals.includes('network'),
  }),
});
export type MapQualitySpec = z.infer<typeof spec>;

/** Quality of a detection map: heads and their rivals are trained in one area, and their detections in another are compared
 * with the known places there. */
export const mapQuality = experiment({
  id: 'map-quality',
  name: 'Map quality',
  source: null,
  question: 'How much of what a map shows is real, and how much of what is real does it show?',
  spec,
  result: mapQualityResult,
  figures: null,
});
