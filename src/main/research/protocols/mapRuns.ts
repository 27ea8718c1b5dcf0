import type { LonLatBox } from '../../../shared/geo/lonLat';
import { POINTS, type Run } from './runs';

/** Davos on either side of 9.9 E. */
const west: LonLatBox = { westDeg: 9.6, southDeg: 46.5, eastDeg: 9.895, northDeg: 47.1 };
const east: LonLatBox = { westDeg: 9.905, southDeg: 46.5, eastDeg: 10.2, northDeg: 47.1 };

const davos: Pick<Run, 'dtms' | 'experiment'> = {
  dtms: ['davos_srtm1.tif'],
  experiment: 'map-quality',
};

/** Protocol M: how good a detection map is. Peaks below 2,000 m are not in the list of known ones, saddles are at any height. */
export const mapRuns: readonly Run[] = [
  {
    name: 'M-peaks',
    about: 'Davos, split at 9.9 E: heads learn peaks on one side and make a map of the other; radius 240 m.',
    ...davos,
    labels: [[POINTS, ['peak']]],
    options: { classes: ['peak'], radius: [240], trainBox: west, testBox: east, leastElevation: 2000 },
  },
  {
    name: 'M-saddles',
    about:
      'Davos, split at 9.9 E: heads learn saddles on one side and make a map of the other; radius 240 m.',
    ...davos,
    labels: [[POINTS, ['saddle']]],
    options: { classes: ['saddle'], radius: [240], trainBox: west, testBox: east },
  },
];
