import { UserError } from '../../../../shared/errors';
import { type LonLat, type LonLatBox, boxContains, placesOfPairs } from '../../../../shared/geo/lonLat';
import type { LabelClass } from '../../../../shared/labels/labelClasses';
import { nearbyOf } from '../../../../shared/mapQuality/matching';
import type { Terrain } from '../../../terrain/terrain';
import type { Project } from '../../context';
import { labelsOfClass } from '../../labels/labels';
import { placesToFind, thoseThatCount } from '../../labels/countedPlaces';

/** Number of random places that chance is measured at. */
const CHANCE_PLACES = 4000;

/** Least share of the area that must count. */
const LEAST_SHARE = 0.05;

/** Where and how a map is compared with known places. */
export interface Testing {
  readonly box: LonLatBox;
  readonly radiusM: number;
  readonly toleranceM: number;
  /** Detections at lower elevations are left out, since lists of known places are not complete there. */
  readonly leastElevationM: number | undefined;
}

/** A class in the area that maps are measured on. */
export interface TestArea extends Testing {
  /** Known places that can be found: their patch is whole. */
  readonly known: readonly LonLat[];
  /** Share of random places of the area that have a known one within the tolerance, 0..1. */
  readonly chance: number;
}

/**
 * The known places of a class in the test area, and how often chance finds one.
 * @throws UserError `too-few-labels` without any, `outside-terrain` when hardly any of the area counts
 */
export async function testAreaOf(
  project: Project,
  labelClass: LabelClass,
  testing: Testing,
): Promise<TestArea> {
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
        `No known ${labelClass.name.toLowerCase()} with a whole patch of ${radiusM} m lies in the test area. ` +
          'Import labels there, or choose another box.',
      );
    }
    const random = await randomPlaces(terrain, testing);
    const near = nearbyOf(known, toleranceM);
    const lucky = random.filter((place) => near(place).length > 0);
    return { ...testing, known, chance: lucky.length / random.length };
  });
}

/** Random places of the terrain that counts; the same for the same area. */
async function randomPlaces(terrain: Terrain, testing: Testing): Promise<LonLat[]> {
  const places: LonLat[] = [];
  for (let round = 0; places.length < CHANCE_PLACES; round++) {
    if (places.length < round * CHANCE_PLACES * LEAST_SHARE) {
      throw new UserError(
        'outside-terrain',
        `Hardly any of the test area lies above ${testing.leastElevationM ?? 0} m. Choose a higher box, or a lower limit.`,
      );
    }
    const drawn = await terrain.randomLocations(CHANCE_PLACES, testing.radiusM, round, testing.box);
    places.push(...(await thoseThatCount(terrain, placesOfPairs(drawn), testing)));
  }
  return places.slice(0, CHANCE_PLACES);
}
