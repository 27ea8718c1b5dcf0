import { UserError } from '../../../../shared/errors';
import { type LonLat, type LonLatBox, boxContains, placesOfPairs } from '../../../../shared/geo/lonLat';
import type { LabelClass } from '../../../../shared/labels/labelClasses';
import { nearbyOf } from '../../../../shared/mapQuality/mapQuality';
import type { Terrain } from '../../../terrain/terrain';
import type { Project } from '../../context';
import { labelsOfClass } from '../../labels/labels';
import { placesToFind, thoseThatCount } from '../../labels/countedPlaces';

/** Random places that chance is measured at. */
const CHANCE_PLACES = 4000;

/** Least share of the ground that must count. */
const LEAST_SHARE = 0.05;

/** Where and how a map is held against known places. */
export interface Testing {
  readonly box: LonLatBox;
  readonly radiusM: number;
  readonly toleranceM: number;
  /** Detections on lower ground are left out, since lists of known places are not complete there. */
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
    const known = placesToFind(
      placesOfPairs(positives).filter(
        ({ lonDeg, latDeg }, index) => valid[index] === 1 && boxContains(box, lonDeg, latDeg),
      ),
      labelClass,
      radiusM,
    );
    if (known.length === 0) {
      throw new UserError(
        'too-few-labels',
        `No known ${labelClass.name.toLowerCase()} with a whole patch of ${radiusM} m lies on the ground that is tested. ` +
          'Import labels there, or take another box.',
      );
    }
    const random = await randomPlaces(terrain, testing);
    const near = nearbyOf(known, toleranceM);
    const lucky = random.filter((place) => near(place).length > 0);
    return { ...testing, known, chance: lucky.length / random.length };
  });
}

/** Random places of the ground that counts; the same for equal ground. */
async function randomPlaces(terrain: Terrain, testing: Testing): Promise<LonLat[]> {
  const places: LonLat[] = [];
  for (let round = 0; places.length < CHANCE_PLACES; round++) {
    if (places.length < round * CHANCE_PLACES * LEAST_SHARE) {
      throw new UserError(
        'outside-terrain',
        `Hardly any of the ground that is tested lies above ${testing.leastElevationM ?? 0} m. Take a higher box, or a lower limit.`,
      );
    }
    const drawn = await terrain.randomLocations(CHANCE_PLACES, testing.radiusM, round, testing.box);
    places.push(...(await thoseThatCount(terrain, placesOfPairs(drawn), testing)));
  }
  return places.slice(0, CHANCE_PLACES);
}
