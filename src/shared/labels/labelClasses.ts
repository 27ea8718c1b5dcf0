import { z } from 'zod';

/** A tag filter: every key must be there, with one of the values ('*' for any). */
export const tagFilter = z.record(z.string().min(1).max(80), z.array(z.string().min(1).max(200)).min(1));
export type TagFilter = z.infer<typeof tagFilter>;

/**
 * Shapes of the marks of classes, which look different even at 8 pixels; `diamond` is a square on its corner, `triangle-down` points
 * down.
 */
export const classShapes = ['triangle', 'diamond', 'square', 'disc', 'pentagon', 'triangle-down'] as const;
export type ClassShape = (typeof classShapes)[number];

/** A named kind of place with its OpenStreetMap filter and symbol. */
export const labelClass = z.object({
  /** Stable name used on the command line and in files, e.g. `peak`. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'A class id is 1..40 small letters, digits and dashes.'),
  /** Display name, singular. */
  name: z.string().min(1).max(60),
  /** #rrggbb */
  colour: z.string().regex(/^#[0-9a-fA-F]{6}$/),
  /** One or two letters drawn beside the colour, so that colour is never the only cue. */
  letter: z.string().min(1).max(2),
  /** Of its mark on the map and in lists. */
  shape: z.enum(classShapes),
  filter: tagFilter.nullable(),
  /** How OpenStreetMap maps it: points, or lines sampled along their length. */
  geometry: z.enum(['point', 'line']),
  /** Whether a rotated or mirrored place may be of another class: a north face is not a south face. */
  orientationMatters: z.boolean(),
  /** Whether a place of it, at one radius, cannot be of another exclusive class: a peak is not a saddle; a hut may be on either. */
  exclusive: z.boolean(),
  /** The radius that suits it best, metres; null where none was chosen. */
  radiusM: z.number().positive().nullable(),
});
export type LabelClass = z.infer<typeof labelClass>;

const catalogue: readonly Omit<LabelClass, 'orientationMatters' | 'exclusive' | 'radiusM'>[] = [
  {
    id: 'peak',
    name: 'Peak',
    colour: '#2563EB',
    letter: 'P',
    shape: 'triangle',
    filter: { natural: ['peak'] },
    geometry: 'point',
  },
  {
    id: 'saddle',
    name: 'Saddle',
    colour: '#16A34A',
    letter: 'S',
    shape: 'diamond',
    filter: { natural: ['saddle'] },
    geometry: 'point',
  },
  {
    id: 'cliff',
    name: 'Cliff',
    colour: '#DC2626',
    letter: 'C',
    shape: 'square',
    filter: { natural: ['cliff'] },
    geometry: 'line',
  },
  {
    id: 'river',
    name: 'River',
    colour: '#EAB308',
    letter: 'R',
    shape: 'disc',
    filter: { waterway: ['river'] },
    geometry: 'line',
  },
  {
    id: 'aerialway-station',
    name: 'Aerialway station',
    colour: '#9333EA',
    letter: 'A',
    shape: 'pentagon',
    filter: { aerialway: ['station'] },
    geometry: 'point',
  },
  {
    id: 'alpine-hut',
    name: 'Alpine hut',
    colour: '#EA580C',
    letter: 'H',
    shape: 'diamond',
    filter: { tourism: ['alpine_hut'] },
    geometry: 'point',
  },
  {
    id: 'waterfall',
    name: 'Waterfall',
    colour: '#0891B2',
    letter: 'W',
    shape: 'triangle-down',
    filter: { waterway: ['waterfall'] },
    geometry: 'point',
  },
  {
    id: 'sinkhole',
    name: 'Sinkhole',
    colour: '#92400E',
    letter: 'K',
    shape: 'disc',
    filter: { natural: ['sinkhole'] },
    geometry: 'point',
  },
  {
    id: 'cave-entrance',
    name: 'Cave entrance',
    colour: '#475569',
    letter: 'E',
    shape: 'square',
    filter: { natural: ['cave_entrance'] },
    geometry: 'point',
  },
];

/**
 * Mutually exclusive landforms of the catalogue. A waterfall and a cave lie on others (a river, a cliff), and buildings stand
 * anywhere.
 */
const exclusiveIds: ReadonlySet<string> = new Set(['peak', 'saddle', 'cliff', 'river', 'sinkhole']);

/** The catalogue that every new project starts with (tags: OpenStreetMap wiki, Map features). */
export const labelClassCatalogue: readonly LabelClass[] = catalogue.map((entry) => ({
  ...entry,
  orientationMatters: false,
  exclusive: exclusiveIds.has(entry.id),
  radiusM: null,
}));

/** Ids of the classes that the paper measures, in the order of its tables: those of Table 1, and those of Table 2. */
export const paperClasses = {
  natural: ['peak', 'river', 'cliff', 'saddle'],
  use: ['aerialway-station', 'alpine-hut', 'waterfall', 'sinkhole'],
} as const;
