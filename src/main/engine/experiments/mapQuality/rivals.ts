import type { Rival } from '../../../../shared/experiments';
import { classicalForms } from '../../../../shared/landforms';
import type { LonLatBox } from '../../../../shared/geo';
import type { Terrain } from '../../../terrain/terrain';
import type { MapMethod } from './methods';
import { networkRival } from './networkRival';
import type { ScoredPlace } from './places';
import { highestAround } from './highestAround';

/** What stands beside the encoders in a table of maps, by its name in a specification. */
export const rivals: Readonly<Partial<Record<Rival, MapMethod>>> = {
  tpi: rule(
    'Local maxima',
    'highest of half the radius, by height above the mean of the patch',
    'summit',
    highestAround,
  ),
  network: networkRival,
};

/** A rule on the elevations, for one form of ground, that nothing is fitted for. */
function rule(
  name: string,
  detail: string,
  form: NonNullable<(typeof classicalForms)[string]>,
  find: (
    terrain: Terrain,
    box: LonLatBox,
    radiusM: number,
    signal: AbortSignal,
  ) => Promise<readonly ScoredPlace[]>,
): MapMethod {
  return {
    name,
    detail,
    kind: 'rule',
    answers: ({ id }) => classicalForms[id] === form,
    make: async (project, classes, { testBox, radiusM }, _seeds, report, signal) => {
      report({ done: 0, total: 1, unit: 'maps', message: `${name}: looking for places` });
      const places = await project.useTerrain((terrain) => find(terrain, testBox, radiusM, signal));
      return classes.map(() => [{ places, expected: undefined }]);
    },
  };
}
