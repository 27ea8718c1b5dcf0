import type { ExperimentSpec } from '../../../../shared/experiments/experiments';
import { count, metres, place } from '../../../../shared/format';
import { wrappedLonDeg, type LonLatBox } from '../../../../shared/geo/lonLat';
import { rivalNames } from '../../../../shared/mapQuality/rivals';
import { listed, several } from './words';

/** What was asked for, as names and values for people. */
export function settingsOf(spec: ExperimentSpec): [name: string, value: string][] {
  switch (spec.experiment) {
    case 'scale-finder':
      return [
        ['Radii', radii(spec.radiiM)],
        [
          'Locations',
          `${count(spec.locations)} per class and radius, half of them positive; four fifths train`,
        ],
        ['Method', 'the small CNN of the paper, trained anew for every class, radius and seed'],
        ['Ground', spec.box === undefined ? 'all of the terrain' : boxText(spec.box)],
        ['Seeds', seedsText(spec.seeds)],
      ];
    case 'table1':
    case 'table2': {
      const given = spec.columns.filter((column) => column.given !== undefined).length;
      return [
        ...(spec.trainBox === undefined ? [] : [named('Training ground', boxText(spec.trainBox))]),
        ...(spec.testBox === undefined ? [] : [named('Test ground', boxText(spec.testBox))]),
        ...(given === 0
          ? []
          : [named('Given locations', `${several(given, 'column')}, listed in the JSON beside this report`)]),
        ['Training locations', `${count(spec.trainSize)} asked for, half of them positive`],
        ['Test locations', `${count(spec.testSize)} asked for, half of them positive`],
        [
          'Classifier',
          'SVM with an RBF kernel, gamma = 1 / (size × variance), C = 1 unless a row names another',
        ],
        ['Seeds', seedsText(spec.seeds)],
      ];
    }
    case 'map':
      return [
        ['Radii', radii(spec.radiiM)],
        [
          'Ground',
          spec.polygon === undefined
            ? 'all of the terrain'
            : `a polygon of ${several(spec.polygon.length, 'corner')}`,
        ],
        ['Threshold', `probability ${spec.threshold}`],
        ['Step', spec.stepM === null ? 'half the radius' : metres(spec.stepM)],
      ];
    case 'retrieval':
      return [
        ['Radius', metres(spec.radiusM)],
        ['Query places', `${spec.queries} per class; their mean embedding is searched for`],
        ['Ground', spec.box === undefined ? 'all of the terrain' : boxText(spec.box)],
        ['Seeds', seedsText(spec.seeds)],
      ];
    case 'reconstruction':
      return [
        ['Radii', radii(spec.radiiM)],
        ['Places', spec.locations.map(({ lonDeg, latDeg }) => place(lonDeg, latDeg)).join('; ')],
      ];
    case 'map-quality':
      return [
        ['Radius', metres(spec.radiusM)],
        ['Step', spec.stepM === null ? 'a quarter of the radius' : metres(spec.stepM)],
        [
          'Tolerance',
          spec.toleranceM === null
            ? 'a known place within the radius counts as found'
            : metres(spec.toleranceM),
        ],
        ['Training ground', boxText(spec.trainBox)],
        ['Test ground', `${boxText(spec.testBox)}${spec.bothWays ? '; and the other way round' : ''}`],
        ...(spec.leastElevationM === undefined
          ? []
          : [named('Left out', `ground below ${count(spec.leastElevationM)} m: neither right nor wrong`)]),
        [
          'Rivals',
          spec.rivals.length === 0 ? 'none' : listed(spec.rivals.map((rival) => rivalNames[rival].name)),
        ],
        ...(spec.rivals.includes('network')
          ? [named('Convolutional network', `${spec.networkSteps} steps of training`)]
          : []),
        ['Draws', `${spec.draws}: what is learned from is drawn anew for each`],
      ];
  }
}

const named = (name: string, value: string): [string, string] => [name, value];

const radii = (radiiM: readonly number[]): string => radiiM.map(metres).join(', ');

const seedsText = (seeds: number): string =>
  seeds === 1 ? '0: locations drawn once' : `0 to ${seeds - 1}: locations drawn anew for each`;

const boxText = ({ westDeg, southDeg, eastDeg, northDeg }: LonLatBox): string =>
  `longitude ${westDeg} to ${wrappedLonDeg(eastDeg)}, latitude ${southDeg} to ${northDeg}`;
