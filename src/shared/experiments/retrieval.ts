import { z } from 'zod';
import { count as counted, metres } from '../format';
import { lonLat } from '../geo/lonLat';
import { classBrief } from '../labels/classBrief';
import { paperClasses } from '../labels/labelClasses';
import { experiment } from './experiment';
import { plain, points, spread } from './figures';
import { region } from './options/areas';
import { classes, encoders, radius } from './options/choices';
import { count, seeds } from './options/numbers';

const spec = z.object({
  experiment: z.literal('retrieval'),
  classIds: classes(paperClasses.natural),
  encoderIds: encoders('all'),
  box: region(),
  radiusM: radius(),
  /** Query locations of each class per figure. */
  queries: count({
    label: 'Query places',
    flag: 'queries',
    help: 'query places of each class',
    min: 1,
    max: 20,
    default: 5,
    setting: (value) => `${value} per class; their mean embedding is searched for`,
  }),
  /** Nearest neighbours shown. */
  shown: count({
    label: 'Nearest places shown',
    flag: 'shown',
    help: 'nearest places shown',
    min: 1,
    max: 40,
    default: 8,
  }),
  /** Repetitions over which precision at k is averaged. */
  seeds: seeds(),
});
export type RetrievalSpec = z.infer<typeof spec>;

/** A patch to draw: [289] normalised elevations, and its relief in metres. */
const shownPatch = lonLat.extend({
  values: z.array(z.number()).length(289),
  reliefM: z.number(),
});

const result = z.object({
  experiment: z.literal('retrieval'),
  radiusM: z.number(),
  /** Ranks k at which precision is measured. */
  ks: z.array(z.number().int()),
  figures: z.array(
    classBrief.extend({
      encoder: z.string(),
      queries: z.array(shownPatch),
      hits: z.array(shownPatch.extend({ distance: z.number(), isPositive: z.boolean() })),
      /** Mean share 0..1 of positives among the k nearest, by k, and its standard deviation over the repetitions. */
      precision: z.array(z.object({ mean: z.number(), sd: z.number() })),
      /** Share of positives among the candidates, mean over the repetitions: the precision of chance. */
      chance: z.number(),
      /** Number of candidates, mean over the repetitions. */
      candidates: z.number().int(),
    }),
  ),
});
export type RetrievalResult = z.infer<typeof result>;

/**
 * Fig. 6: the nearest neighbours of some locations, and how many of them are of the same class. Candidates are the labelled
 * positives and nine random places for each.
 */
export const retrieval = experiment({
  id: 'retrieval',
  name: 'Retrieval',
  source: 'Fig. 6',
  question: 'What is nearest to known places, and how much of it is of their class?',
  spec,
  result,
  figures: ({ figures, ks, radiusM }) => ({
    caption: `Share of the class among the k nearest at ${metres(radiusM)}, percent.`,
    columns: [...ks.map((k) => ({ title: `k = ${k}` })), { title: 'chance' }],
    rows: figures.map(({ name, encoder, precision, chance, candidates }) => ({
      name,
      detail: encoder,
      cells: [
        ...precision.map((one) => spread(one)),
        plain(points(chance), `Among ${counted(candidates)} candidates`),
      ],
    })),
    notes: [],
  }),
});
