import type { EncoderInfo } from '../../../../shared/contract/encoders';
import { throwIfAborted } from '../../../../shared/errors';
import { probabilitiesOver } from '../../detections/probabilitiesOver';
import { fitForMap, type FittedForMap } from '../../heads/fitForMap';
import type { MadeMap, MapMethod } from './methods';
import { strongestPlaces } from './places';

/** Least probability that is looked at: far below what anybody would show, so that the whole curve is seen. */
const LEAST_PROBABILITY = 1e-4;

/** Heads of an encoder, fitted and run as the program does. */
export const encoderMethod = ({ id: encoderId, card }: EncoderInfo): MapMethod => ({
  name: card.name,
  detail: `C = ${card.headC}`,
  kind: 'encoder',
  answers: ({ orientationMatters }) => !(orientationMatters && card.invariant),
  make: async (project, classes, { radiusM, stepM, trainBox, testBox }, seeds, report, signal) => {
    const heads: FittedForMap[] = [];
    const total = classes.length * seeds.length;
    for (const { id: classId, name } of classes) {
      for (const seed of seeds) {
        throwIfAborted(signal);
        report({
          done: heads.length,
          total,
          unit: 'heads',
          message: `${name}: fitting heads on ${card.name}`,
        });
        heads.push(
          await fitForMap(project, { classId, encoderId, radiusM, trainBox, testBox, seed }, signal),
        );
      }
    }
    const { lattice, maps } = await probabilitiesOver(
      project,
      heads.map(({ model }) => model),
      { encoderId, radiusM, stepM, box: testBox },
      report,
      signal,
    );
    const made = maps.map((map, index): MadeMap => ({
      places: strongestPlaces(map, lattice, LEAST_PROBABILITY, radiusM),
      expected: heads[index]?.measure ?? null,
    }));
    return classes.map((_, index) => made.slice(index * seeds.length, (index + 1) * seeds.length));
  },
});
