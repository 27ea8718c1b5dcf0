const box = { westDeg: -9.55, southDeg: 47, eastDeg: -9.5, northDeg: 47.1 };

/** What was asked for, by experiment. */
export const specs = {
  table: {
    experiment: 'table1',
    columns: [{ classId: 'peak', radiusM: 240 }],
    methods: ['cnn', { encoderId: 3 }, { encoderId: 4, c: 10, symmetries: true }],
    trainBox: box,
    testBox: { ...box, westDeg: -9.4, eastDeg: -9.3 },
    trainSize: 1000,
    testSize: 200,
    seeds: 3,
  },
  scaleFinder: {
    experiment: 'scale-finder',
    classIds: ['peak'],
    radiiM: [240, 480, 960],
    locations: 500,
    seeds: 3,
    box,
  },
  map: {
    experiment: 'map',
    classIds: ['peak', 'saddle'],
    radiiM: [240, 480],
    encoderId: 4,
    polygon: [
      { lonDeg: -9.5, latDeg: 47 },
      { lonDeg: -9.4, latDeg: 47 },
      { lonDeg: -9.4, latDeg: 47.1 },
    ],
  },
  retrieval: { experiment: 'retrieval', classIds: ['peak'], encoderIds: [4, 3], radiusM: 480, seeds: 3 },
  reconstruction: {
    experiment: 'reconstruction',
    locations: [
      { lonDeg: -9.52, latDeg: 47.14 },
      { lonDeg: 9.6, latDeg: 47.14 },
    ],
    radiiM: [480, 960],
    encoderId: 3,
  },
  mapQuality: {
    experiment: 'map-quality',
    classIds: ['peak', 'alpine-hut'],
    encoderIds: [3],
    radiusM: 240,
    stepM: 120,
    toleranceM: 200,
    trainBox: box,
    testBox: { ...box, westDeg: -9.4, eastDeg: -9.3 },
    leastElevationM: 2000,
    rivals: ['prominence', 'quadratic'],
    draws: 2,
  },
} as const;
