import { z } from 'zod';
import { experimentOf, type ExperimentKind } from '../../shared/experiments/experiments';
import { optionsOf } from '../../shared/experiments/options/option';
import { wrappedLonDeg, placesOfPairs } from '../../shared/geo/lonLat';
import { askedBox, savedRegion } from './asking';
import type { FlagValues } from './experimentSpecs';
import { camelCase, regionFlagOf } from './options';
import type { Workbench } from './workbench';

const regionName = z.string().optional();

/** The flags of an experiment with regions that were named in place of boxes, as boxes, or as a polygon where it takes one. */
export async function withRegions(
  workbench: Workbench,
  kind: ExperimentKind,
  given: FlagValues,
): Promise<FlagValues> {
  const resolved: Record<string, unknown> = { ...given };
  for (const { field, flags } of optionsOf(experimentOf(kind).spec)) {
    for (const { name: boxFlag, reads } of flags) {
      if (reads !== 'box') continue;
      const flag = camelCase(regionFlagOf(boxFlag));
      const name = regionName.parse(given[flag]);
      if (name === undefined) continue;
      const { region } = await savedRegion(workbench, name);
      const [ring, ...others] = region.outline ?? [];
      // A polygon has one line; others are taken for their box, which is said.
      if (field.kind === 'polygon' && ring !== undefined && others.length === 0)
        resolved.polygon = placesOfPairs(Float64Array.from(ring)).map(({ lonDeg, latDeg }) => ({
          lonDeg: wrappedLonDeg(lonDeg),
          latDeg,
        }));
      else resolved[camelCase(boxFlag)] = await askedBox(workbench, undefined, name);
      Reflect.deleteProperty(resolved, flag);
    }
  }
  return resolved;
}
