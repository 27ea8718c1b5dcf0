import { UserError } from '../../../../shared/errors';
import { boxContains, type LonLatBox } from '../../../../shared/geo/lonLat';
import { Random } from '../../../../shared/statistics/random';
import { anyNearer } from '../../../terrain/geo/distance';
import type { Terrain } from '../../../terrain/terrain';
import { drawNegatives, pairsOf, type LabelledLocations } from '../../heads/trainingSet';

/** The most positives among the places that a class is sought in. */
const POSITIVES = 1000;

/** Random places for each positive. */
const NEGATIVES_PER_POSITIVE = 9;

/** What a class's places are drawn for. */
interface Drawing {
  readonly className: string;
  readonly radiusM: number;
  /** Where places must lie; undefined: anywhere. */
  readonly box: LonLatBox | undefined;
  /** Query locations of a repetition. */
  readonly queries: number;
  readonly repetitions: number;
}

/** What is asked and what may answer, once: indices of places. */
export interface Repetition {
  readonly queries: Uint32Array;
  readonly candidates: Uint32Array;
}

/**
 * Draws the places that a class is sought in, and what each repetition asks.
 *
 * Places are labelled positives of the class, at most 1,000, and nine random ones for each, which keep their distance from
 * every known positive: so one place in ten is a positive, and a random one that is an unlabelled positive counts against the
 * method. Positives keep one radius from each other, so that a cliff labelled every hundred metres is not found ten times.
 * A repetition's queries are some of the positives; whatever is nearer than two radii to one of them shares its ground and is
 * no candidate. The same labels, terrain and specification give the same draw.
 *
 * @param positives labels of the class, [n, 2] lon, lat in degrees
 * @returns the places, positives last, and the repetitions
 * @throws UserError `too-few-labels` where a repetition would have no positive left to find
 */
export async function drawCandidates(
  terrain: Terrain,
  positives: Float64Array,
  { className, radiusM, box, queries, repetitions }: Drawing,
): Promise<{ places: LabelledLocations; repetitions: Repetition[] }> {
  const random = new Random(0);
  const inside = (lon: number, lat: number): boolean => box === undefined || boxContains(box, lon, lat);
  const { valid } = await terrain.samplePatches(positives, radiusM);
  const whole = pairsOf(positives).filter(([lon, lat], index) => valid[index] === 1 && inside(lon, lat));
  const apart: [number, number][] = [];
  for (const [lon, lat] of random.shuffle(whole)) {
    if (apart.length === POSITIVES) break;
    if (!anyNearer(apart, lon, lat, radiusM)) apart.push([lon, lat]);
  }
  const tooFew = (): UserError =>
    new UserError(
      'too-few-labels',
      `${className} has ${apart.length} positive labels at least ${radiusM} m apart with whole patches on this ground. ` +
        `${queries} query locations and others at least ${2 * radiusM} m away from them are needed. ` +
        'Label or import more, or take fewer queries or a smaller radius.',
    );
  if (apart.length <= queries) throw tooFew();
  const count = NEGATIVES_PER_POSITIVE * apart.length;
  const seed = random.nextInt(2 ** 31);
  const negatives = await drawNegatives(terrain, positives, { className, radiusM, box, inside, count, seed });
  const places = [...pairsOf(negatives), ...apart];
  const repeat = (): Repetition => {
    const asked = random.shuffle(Uint32Array.from(apart.keys(), (index) => count + index)).slice(0, queries);
    const locations = places.filter((_, index) => asked.includes(index));
    const isOther = ([lon, lat]: [number, number]): boolean => !anyNearer(locations, lon, lat, 2 * radiusM);
    const others = Uint32Array.from(places.flatMap((place, index) => (isOther(place) ? [index] : [])));
    if (!others.some((index) => index >= count)) throw tooFew();
    return { queries: asked, candidates: others };
  };
  return {
    places: {
      locations: Float64Array.from(places.flat()),
      labels: Uint8Array.from(places, (_, index) => Number(index >= count)),
    },
    repetitions: Array.from({ length: repetitions }, repeat),
  };
}
