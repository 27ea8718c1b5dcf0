import { UserError } from '../../../../shared/errors';
import { boxContains, type LonLat, type LonLatBox } from '../../../../shared/geo';
import type { LabelClass } from '../../../../shared/labelClasses';
import { nearbyOf } from '../../../../shared/mapQuality';
import type { Terrain } from '../../../terrain/terrain';
import type { Project } from '../../context';
import { labelsOfClass } from '../../labels/labels';
import { pairsOfPlaces, placesOf } from './places';

/** Random places that chance is measured at. */
const CHANCE_PLACES = 4000;

/** Where and how a map is held against known places. */
export interface Testing {
  readonly box: LonLatBox;
  readonly radiusM: number;
  readonly toleranceM: number;
  /** Ground below it counts for nothing. */
  readonly leastElevationM: number | undefined;
}

/** A class on the ground that maps are measured on. */
export interface TestGround extends Testing {
  /** Known places that can be found: their patch is whole. */
  readonly known: readonly LonLat[];
  /** Share of random places of the ground that have a known one within the tolerance, 0..1. */
  readonly chance: number;
}

/**
 * The known places of a class on the test ground, and how often chance finds one.
 * @throws UserError `too-few-labels` without any, `outside-terrain` when hardly any of the ground counts
 */
export async function testGroundOf(
  project: Project,
  labelClass: LabelClass,
  testing: Testing,
): Promise<TestGround> {
  const { box, radiusM, toleranceM } = testing;
  const { positives } = await labelsOfClass(project.database, labelClass.id);
  return project.useTerrain(async (terrain) => {
    const { valid } = await terrain.samplePatches(positives, radiusM);
    const whole = placesOf(positives).filter(
      ({ lonDeg, latDeg }, index) => valid[index] === 1 && boxContains(box, lonDeg, latDeg),
    );
    const known = await thoseThatCount(terrain, whole, testing);
    if (known.length === 0) {
      throw new UserError(
        'too-few-labels',
        `No known ${labelClass.name.toLowerCase()} with a whole patch of ${radiusM} m lies on the ground that is tested. ` +
          'Import labels there, or take another box.',
      );
    }
    const drawn = await terrain.randomLocations(CHANCE_PLACES, radiusM, 0, box);
    const random = await thoseThatCount(terrain, placesOf(drawn), testing);
    if (random.length < CHANCE_PLACES / 2) {
      throw new UserError(
        'outside-terrain',
        `Most of the ground that is tested lies below ${testing.leastElevationM ?? 0} m. Take a higher box, or a lower limit.`,
      );
    }
    const near = nearbyOf(known, toleranceM);
    const lucky = random.filter((place) => near(place).length > 0);
    return { ...testing, known, chance: lucky.length / random.length };
  });
}

/** Those places of a terrain whose ground is not too low to count. */
export async function thoseThatCount<Place extends LonLat>(
  terrain: Terrain,
  places: readonly Place[],
  { leastElevationM }: Pick<Testing, 'leastElevationM'>,
): Promise<Place[]> {
  if (leastElevationM === undefined) return [...places];
  const elevationsM = await terrain.elevationsAt(pairsOfPlaces(places));
  return places.filter((_, index) => (elevationsM[index] ?? NaN) >= leastElevationM);
}
