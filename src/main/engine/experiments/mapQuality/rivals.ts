import { throwIfAborted } from '../../../../shared/errors';
import type { Rival } from '../../../../shared/mapQuality/rivals';
import { rivalNames } from '../../../../shared/mapQuality/rivals';
import { rulePlaces } from '../../../terrain/landforms/rulePlaces';
import { answers, type Rule, rules } from '../../../terrain/landforms/rules';
import type { MadeMap, MapMethod } from './methods';
import { networkRival } from './networkRival';

/** The rivals of the encoders in a table of maps, by their names in a specification. */
export const rivals: Readonly<Record<Rival, MapMethod>> = {
  tpi: ruleMethod('tpi'),
  prominence: ruleMethod('prominence'),
  geomorphons: ruleMethod('geomorphons'),
  quadratic: ruleMethod('quadratic'),
  drainage: ruleMethod('drainage'),
  network: networkRival,
};

/** A rule on the elevations, for which nothing is fitted. */
function ruleMethod(rule: Rule): MapMethod {
  const { name } = rivalNames[rule];
  const { detail } = rules[rule];
  return {
    name,
    detail,
    kind: 'rule',
    answers: ({ id }) => answers(rule, id),
    make: async (project, classes, { testBox, radiusM }, _seeds, report, signal) => {
      const made: MadeMap[][] = [];
      for (const { id, name: className } of classes) {
        throwIfAborted(signal);
        report({
          done: made.length,
          total: classes.length,
          unit: 'maps',
          message: `${className}: looking for places by ${name}`,
        });
        const found = await project.useTerrain((terrain) =>
          rulePlaces(terrain, rule, id, testBox, radiusM, signal),
        );
        const places = Array.from(found?.score ?? [], (score, index) => ({
          lonDeg: found?.lonDeg[index] ?? NaN,
          latDeg: found?.latDeg[index] ?? NaN,
          score,
        }));
        made.push([{ places, expected: undefined }]);
      }
      return made;
    },
  };
}
