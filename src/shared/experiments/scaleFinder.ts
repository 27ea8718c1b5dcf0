import { z } from 'zod';
import { count as counted, metres } from '../format';
import { classBrief } from '../labels/classBrief';
import { paperClasses } from '../labels/labelClasses';
import { meanAndSd } from '../statistics/paired';
import { experiment } from './experiment';
import { type Figures, nothing, spread } from './figures';
import { region } from './options/areas';
import { classes, radii } from './options/choices';
import { count, seeds } from './options/numbers';

const spec = z.object({
  experiment: z.literal('scale-finder'),
  classIds: classes(paperClasses.natural),
  radiiM: radii({ octaves: null, most: Infinity }, { label: 'Radii to compare', settingName: 'Radii' }),
  box: region(),
  /** Locations per class, half of them positive; four fifths train. */
  locations: count({
    label: 'To train and test on',
    settingName: 'Locations',
    heading: 'Locations of each class, half of them positive',
    flag: 'train-size',
    help: 'locations of each class, half positive; four fifths train, the rest test',
    min: 20,
    max: 100_000,
    default: 1000,
    setting: (value) => `${counted(value)} per class and radius, half of them positive; four fifths train`,
  }),
  seeds: seeds(),
});
export type ScaleFinderSpec = z.infer<typeof spec>;

const result = z.object({
  experiment: z.literal('scale-finder'),
  radiiM: z.array(z.number()),
  classes: z.array(
    classBrief.extend({
      /** Shares 0..1 by radius (outer) and seed; a radius without enough whole patches has none. */
      accuracies: z.array(z.array(z.number())),
      /** Locations that trained and tested at each radius, in the mean over seeds; half of them positive. */
      trainSizes: z.array(z.number().int()),
      testSizes: z.array(z.number().int()),
      /** Radius of the highest mean accuracy; null where less than half of the radii could be measured. */
      bestRadiusM: z.number().nullable(),
      /** Why the radii without accuracies were not measured; missing in reports of older versions. */
      unmeasured: z.string().optional(),
    }),
  ),
});
export type ScaleFinderResult = z.infer<typeof result>;

/** Fig. 4: the accuracy of the small CNN at each radius. */
export const scaleFinder = experiment({
  id: 'scale-finder',
  name: 'Scale finder',
  source: 'Fig. 4',
  question: 'At which radius is each class detected best?',
  spec,
  result,
  fixed: [['Method', 'the small CNN of the paper, trained from scratch for every class, radius and seed']],
  figures,
});

function figures({ radiiM, classes }: ScaleFinderResult): Figures {
  return {
    caption: 'Accuracy, percent, mean over seeds.',
    columns: classes.map(({ name }) => ({ title: name })),
    rows: radiiM.map((radiusM, at) => ({
      name: metres(radiusM),
      detail: '',
      cells: classes.map(({ accuracies, bestRadiusM }) => {
        const bySeed = accuracies[at] ?? [];
        return bySeed.length === 0 ? nothing : spread(meanAndSd(bySeed), bestRadiusM === radiusM);
      }),
    })),
    notes: classes.flatMap(({ name, unmeasured }) =>
      unmeasured === undefined ? [] : [`${name}: ${unmeasured}`],
    ),
  };
}
