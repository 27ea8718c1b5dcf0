import { z } from 'zod';
import { count, metres } from '../format';
import { lonLat, lonLatBox } from '../geo/lonLat';
import { classBrief } from '../labels/classBrief';
import { paperClasses } from '../labels/labelClasses';
import { experiment } from './experiment';
import { plain } from './figures';
import { polygon } from './options/areas';
import { classes, encoder, radii } from './options/choices';
import { lengthM, share } from './options/numbers';

const spec = z.object({
  experiment: z.literal('map'),
  classIds: classes(paperClasses.natural),
  radiiM: radii({ octaves: 4, most: 12 }, { label: 'Radii, one panel each', settingName: 'Radii' }),
  polygon: polygon({ label: 'Area to map', settingName: 'Area' }),
  encoderId: encoder(),
  /** Minimum probability of a detection. Heads are trained on as many negatives as positives; real terrain has far more. */
  threshold: share({
    label: 'Minimum probability',
    settingName: 'Threshold',
    flag: 'threshold',
    help: 'minimum probability of mapped detections',
    default: 0.8,
    setting: (value) => `probability ${value}`,
  }),
  stepM: lengthM({
    label: 'Step',
    flag: 'step',
    help: 'metres between lattice cells',
    ofRadius: [0.5, 'half the radius'],
  }),
});
export type MapSpec = z.infer<typeof spec>;

const result = z.object({
  experiment: z.literal('map'),
  classes: z.array(classBrief),
  radiiM: z.array(z.number()),
  box: lonLatBox,
  polygon: z.array(lonLat).nullable(),
  threshold: z.number(),
  /** Reliefs below which patches were too flat to decide, as for a run; older versions decided everywhere. */
  flatBelowM: z.array(z.number()).readonly().optional(),
  encoder: z.string(),
  /** Detections by radius (outer) and class. */
  counts: z.array(z.array(z.number().int())),
  /** The figure, self-contained. */
  svg: z.string(),
});
export type MapResult = z.infer<typeof result>;

/** Fig. 5: detections of several classes, one panel a radius. */
export const multiScaleMap = experiment({
  id: 'map',
  name: 'Multi-scale map',
  source: 'Fig. 5',
  question: 'Where is each class found, radius by radius?',
  spec,
  result,
  figures: ({ radiiM, classes, counts }) => ({
    caption: 'Detections at each radius.',
    columns: classes.map(({ name }) => ({ title: name })),
    rows: radiiM.map((radiusM, radius) => ({
      name: metres(radiusM),
      detail: '',
      cells: classes.map((_, index) => plain(count(counts[radius]?.[index] ?? 0))),
    })),
    notes: [],
  }),
});
