import { POINTS, type Run } from './runs';

/** Lines of OpenStreetMap. */
const LINES = 'test/fixtures/osm/liechtenstein.osm.pbf';

/** Davos and Liechtenstein, 1 arc-second: the only ground here with cliffs and rivers. */
const fine: Pick<Run, 'dtms' | 'labels'> = {
  dtms: ['davos_srtm1.tif', 'liechtenstein_srtm1.tif'],
  labels: [
    [POINTS, ['peak', 'saddle', 'alpine-hut']],
    [LINES, ['cliff', 'river']],
  ],
};

/** Two tiles of 3 arc-seconds. */
const coarse: Pick<Run, 'dtms' | 'labels'> = {
  dtms: ['N47E009.hgt', 'N46E008.tif'],
  labels: [[POINTS, ['aerialway-station', 'alpine-hut', 'waterfall']]],
};

/** The experiments of the paper, each once. */
export const paperRuns: readonly Run[] = [
  {
    name: 'scale-finder',
    about: 'Davos and Liechtenstein: the radius at which each class is told best.',
    ...fine,
    experiment: 'scale-finder',
    options: { classes: ['peak', 'saddle', 'cliff', 'river'], radius: [120, 240, 480, 960], trainSize: 1000 },
  },
  {
    name: 'table1',
    about: 'Ground south of 47.08 N trains, Liechtenstein north of it tests; radius 240 m.',
    ...fine,
    experiment: 'table1',
    options: {
      radius: [240],
      trainBox: { westDeg: 9.43, southDeg: 46.5, eastDeg: 10.2, northDeg: 47.08 },
      testBox: { westDeg: 9.43, southDeg: 47.08, eastDeg: 9.68, northDeg: 47.31 },
    },
  },
  {
    name: 'table2',
    about: 'N47E009 trains, N46E008 tests; radius 720 m. There are no sinkholes on this ground.',
    ...coarse,
    experiment: 'table2',
    options: {
      radius: [720],
      trainBox: { westDeg: 9, southDeg: 47, eastDeg: 10, northDeg: 48 },
      testBox: { westDeg: 8, southDeg: 46, eastDeg: 9, northDeg: 47 },
    },
  },
  {
    name: 'map',
    about: 'Peaks, saddles, cliffs and rivers of Liechtenstein and its border at four radii.',
    ...fine,
    experiment: 'map',
    options: {
      classes: ['peak', 'saddle', 'cliff', 'river'],
      radius: [240, 480, 960, 1920],
      box: { westDeg: 9.46, southDeg: 47.03, eastDeg: 9.65, northDeg: 47.28 },
    },
  },
  {
    name: 'retrieval',
    about: 'What is nearest to some peaks, saddles and huts; radius 480 m.',
    ...fine,
    experiment: 'retrieval',
    options: { classes: ['peak', 'saddle', 'alpine-hut'], radius: [480] },
  },
  ...['topo2vec-4', 'topo2vec-adv'].map((encoder): Run => ({
    name: `reconstruction-${encoder}`,
    about: `What ${encoder} keeps of six places at 960 m and 1,920 m.`,
    ...fine,
    labels: [],
    experiment: 'reconstruction',
    options: {
      encoders: [encoder],
      radius: [960, 1920],
      at: [
        { lonDeg: 9.8373, latDeg: 46.8336 },
        { lonDeg: 10.12, latDeg: 46.62 },
        { lonDeg: 10.1, latDeg: 46.95 },
        { lonDeg: 9.52, latDeg: 47.14 },
        { lonDeg: 9.58, latDeg: 47.09 },
        { lonDeg: 9.61, latDeg: 47.2 },
      ],
    },
  })),
];
