import { z } from 'zod';
import { place, several } from '../../format';
import { lonLat, lonLatBox, wrappedLonDeg, type LonLat, type LonLatBox } from '../../geo/lonLat';
import { type Description, type Flag, option, wordsOf, type Wording } from './option';

const ALL = 'all of the terrain';

const boxFlag: Flag = {
  name: 'box',
  usage: '<W,S,E,N>',
  reads: 'box',
  help: 'part of the terrain; default: all of it',
};
const polygonFlag: Flag = {
  name: 'polygon',
  usage: '<LON,LAT,LON,LAT,…>',
  reads: 'polygon',
  help: 'corners of the area; default: all of the terrain',
};
const trainBoxFlag: Flag = { ...boxFlag, name: 'train-box', help: 'where to train' };
const testBoxFlag: Flag = { ...boxFlag, name: 'test-box', help: 'where to test' };
const atFlag: Flag = {
  name: 'at',
  usage: '<LON,LAT>',
  reads: 'place',
  help: 'a place; may be given several times',
};

const boxWords = (flag: Flag, box: LonLatBox): string[] =>
  wordsOf(flag, [box.westDeg, box.southDeg, box.eastDeg, box.northDeg]);

const placesWords = (flag: Flag, places: readonly LonLat[]): string[] =>
  wordsOf(
    flag,
    places.flatMap(({ lonDeg, latDeg }) => [lonDeg, latDeg]),
  );

const boxText = ({ westDeg, southDeg, eastDeg, northDeg }: LonLatBox): string =>
  `longitude ${westDeg} to ${wrappedLonDeg(eastDeg)}, latitude ${southDeg} to ${northDeg}`;

const anyBox = lonLatBox.optional();

/** A part of the terrain; undefined: all of it. */
export const region = (wording: Wording<LonLatBox | undefined> = {}): typeof anyBox =>
  option(anyBox, {
    label: 'Region',
    settingName: 'Area',
    heading: 'Area',
    field: { kind: 'box', role: 'region', isRequired: false },
    flags: [boxFlag],
    words: (box) => (box === undefined ? [] : [boxWords(boxFlag, box)]),
    setting: (box) => (box === undefined ? ALL : boxText(box)),
    ...wording,
  });

const training: Omit<Description<LonLatBox | undefined>, 'field'> = {
  label: 'Training area',
  heading: 'Areas',
  flags: [trainBoxFlag],
  words: (box) => (box === undefined ? [] : [boxWords(trainBoxFlag, box)]),
  setting: (box) => (box === undefined ? null : boxText(box)),
};
const testing: typeof training = {
  label: 'Test area',
  flags: [testBoxFlag],
  words: (box) => (box === undefined ? [] : [boxWords(testBoxFlag, box)]),
  setting: (box) => (box === undefined ? null : boxText(box)),
};

/** Where to train and where to test. */
export const trainAndTestBoxes = (): { trainBox: typeof lonLatBox; testBox: typeof lonLatBox } => ({
  trainBox: option(lonLatBox, { ...training, field: { kind: 'box', role: 'train', isRequired: true } }),
  testBox: option(lonLatBox, { ...testing, field: { kind: 'box', role: 'test', isRequired: true } }),
});

/** The same, where both may be left out. */
export const trainAndTestBoxesIfAny = (): { trainBox: typeof anyBox; testBox: typeof anyBox } => ({
  trainBox: option(anyBox, { ...training, field: { kind: 'box', role: 'train', isRequired: false } }),
  testBox: option(anyBox, { ...testing, field: { kind: 'box', role: 'test', isRequired: false } }),
});

const corners = z.array(lonLat).min(3).max(1000).optional();

/** Corners of a polygon; undefined: all of the terrain. On the command line a box will do. */
export const polygon = (wording: Wording<readonly LonLat[] | undefined> = {}): typeof corners =>
  option(corners, {
    label: 'Area',
    heading: 'Area',
    field: { kind: 'polygon' },
    flags: [polygonFlag, boxFlag],
    words: (value) => (value === undefined ? [] : [placesWords(polygonFlag, value)]),
    setting: (value) => (value === undefined ? ALL : `a polygon of ${several(value.length, 'corner')}`),
    ...wording,
  });

const picked = z.array(lonLat).min(1, 'Choose at least one place.').max(40, 'Choose 40 places at most.');

/** Places. */
export const places = (wording: Wording<readonly LonLat[]> = {}): typeof picked =>
  option(picked, {
    label: 'Places',
    field: { kind: 'places' },
    flags: [atFlag],
    words: (value) => value.map((one) => placesWords(atFlag, [one])),
    setting: (value) => value.map(({ lonDeg, latDeg }) => place(lonDeg, latDeg)).join('; '),
    summary: ({ length }) => several(length, 'place'),
    ...wording,
  });
