import { z } from 'zod';
import { metres } from '../format';
import { lonLat } from '../geo/lonLat';
import { experiment } from './experiment';
import { nothing } from './figures';
import { places } from './options/areas';
import { encoder, radii } from './options/choices';

const spec = z.object({
  experiment: z.literal('reconstruction'),
  locations: places(),
  radiiM: radii({ octaves: 2, most: 12 }),
  encoderId: encoder({ needsDecoder: true }),
});
export type ReconstructionSpec = z.infer<typeof spec>;

const result = z.object({
  experiment: z.literal('reconstruction'),
  encoder: z.string(),
  factor: z.number().int(),
  items: z.array(
    lonLat.extend({
      radiusM: z.number(),
      reliefM: z.number(),
      /** [289] normalised */
      input: z.array(z.number()),
      /** [(16 k)^2] decoded and true; the latter null where the terrain lacks the detail. */
      decoded: z.array(z.number()),
      truth: z.array(z.number()).nullable(),
      l1: z.number().nullable(),
      l1Bilinear: z.number().nullable(),
    }),
  ),
});
export type ReconstructionResult = z.infer<typeof result>;

/** Input, decoded patch and the true finer patch. */
export const reconstruction = experiment({
  id: 'reconstruction',
  name: 'Reconstruction',
  source: 'Section 2',
  question: 'Which detail does an encoder see in a patch that the patch does not show?',
  spec,
  result,
  figures: ({ items, factor }) => ({
    caption: `L1 distance to the true terrain at ${factor} times the detail, as a share of the patch's relief.`,
    columns: [{ title: 'decoded' }, { title: 'bilinear' }],
    rows: items.map(({ radiusM, l1, l1Bilinear, lonDeg, latDeg }, index) => ({
      name: `${index + 1}, ${metres(radiusM)}`,
      detail: `${latDeg.toFixed(3)}, ${lonDeg.toFixed(3)}`,
      cells: [l1, l1Bilinear].map((value, cell, both) =>
        value === null
          ? { ...nothing, detail: 'The terrain has no such detail' }
          : { text: value.toFixed(4), detail: '', best: value <= (both[1 - cell] ?? Infinity) },
      ),
    })),
    notes: [],
  }),
});
