import { metresPerDegreeLat } from '../../../../shared/geo/ellipsoid';
import { UserError } from '../../../../shared/errors';
import { metres } from '../../../../shared/format';
import { boxContains, leastLonDegreeM, type LonLatBox } from '../../../../shared/geo/lonLat';
import { splitMarginM } from '../../../../shared/terrain/patch';
import { Random } from '../../../../shared/statistics/random';
import type { Terrain } from '../../../terrain/terrain';
import { drawNegatives, pairsOf, type LabelledLocations } from '../../heads/trainingSet';

/** Share of the positives, and of the locations wanted, that a CNN is tested on (paper, section 3.2). */
const TEST_SHARE = 0.2;

/** The fewest positives that a scale can be searched with. */
const LEAST = 10;

/** One seed's locations. */
export interface AreaSplit {
  readonly train: LabelledLocations;
  readonly test: LabelledLocations;
}

/** What a class's locations are drawn for. */
interface Drawing {
  readonly className: string;
  /** Ascending. */
  readonly radiiM: readonly number[];
  /** Locations in all, half of them positive. */
  readonly size: number;
  readonly seeds: number;
  /** Where locations must lie; undefined: anywhere. */
  readonly box: LonLatBox | undefined;
}

type Pair = [number, number];

/** A straight cut through the area: positives on its two sides, and which side other places are on. */
interface Cut {
  readonly train: Pair[];
  readonly test: Pair[];
  readonly trains: (lonDeg: number, latDeg: number) => boolean;
  readonly tests: (lonDeg: number, latDeg: number) => boolean;
}

/**
 * Draws what each seed trains and tests on: positives from the labels, and as many random negatives.
 *
 * Areas are split, never samples: a straight cut in a direction that the seed chooses leaves a fifth of the positives beyond it
 * for the test, and what trains keeps so far from it that no pixel is in the largest patches of both sides. One cut costs less
 * area than a chequerboard of blocks, each with its margin.
 *
 * Radii are compared on equal terms: a seed's locations, and its cut, are the same at all of them. So each has a whole patch
 * at the largest radius, and the smaller ones lie within it. The radii end before the first that would leave some seed, on
 * either side of its cut, less than half of the positives wanted there.
 *
 * @param positives labels of the class, [n, 2] lon, lat in degrees
 * @returns the radii that take part, the locations by seed, and why the larger radii do not take part, null where all do
 * @throws UserError `too-few-labels` where not even the smallest radius can take part
 */
export async function drawSplits(
  terrain: Terrain,
  positives: Float64Array,
  drawing: Drawing,
): Promise<{ radiiM: number[]; splits: AreaSplit[]; unmeasured: string | null }> {
  const { className, box, seeds } = drawing;
  let pairs = pairsOf(positives).filter(([lon, lat]) => box === undefined || boxContains(box, lon, lat));
  const radiiM: number[] = [];
  let cuts: Cut[] = [];
  let half = Math.floor(drawing.size / 2);
  let unmeasured: string | null = null;
  for (const radiusM of drawing.radiiM) {
    const { valid } = await terrain.samplePatches(Float64Array.from(pairs.flat()), radiusM);
    pairs = pairs.filter((_, index) => valid[index] === 1);
    if (radiiM.length === 0) half = Math.min(half, pairs.length);
    if (pairs.length < LEAST) {
      unmeasured = `From ${metres(radiusM)} on, ${pairs.length} positive labels have whole patches; at least ${LEAST} are needed.`;
      break;
    }
    const next = Array.from({ length: seeds }, (_, seed) => cutArea(terrain, pairs, radiusM, half, seed));
    if (next.some(({ train, test }) => isShort(train, test, half))) {
      unmeasured = `From ${metres(radiusM)} on, its labels lie too close together to train and test on separate areas.`;
      break;
    }
    radiiM.push(radiusM);
    cuts = next;
  }
  const radiusM = radiiM.at(-1);
  if (radiusM === undefined) throw tooFew(drawing, pairs.length);
  const splits: AreaSplit[] = [];
  for (const [seed, { train, test, trains, tests }] of cuts.entries()) {
    const draw = async (side: Pair[], inside: Cut['tests'], drawSeed: number): Promise<LabelledLocations> => {
      const wanted = { className, radiusM, box, inside, count: side.length, seed: drawSeed };
      const negatives = await drawNegatives(terrain, positives, wanted);
      return {
        locations: Float64Array.from([...side.flat(), ...negatives]),
        labels: Uint8Array.from({ length: 2 * side.length }, (_, index) => Number(index < side.length)),
      };
    };
    splits.push({ train: await draw(train, trains, 2 * seed), test: await draw(test, tests, 2 * seed + 1) });
  }
  return { radiiM, splits, unmeasured };
}

/** Cuts the area of the positives, and takes as many of each side as are wanted. */
function cutArea(
  { box }: Terrain,
  positives: readonly Pair[],
  radiusM: number,
  half: number,
  seed: number,
): Cut {
  const random = new Random(seed);
  const angle = 2 * Math.PI * random.nextFloat();
  const [east, north] = [Math.cos(angle), Math.sin(angle)];
  // The fewest metres in a degree on this terrain, so that the margin is never less than it should be.
  const lonM = leastLonDegreeM(box);
  const latM = metresPerDegreeLat(0);
  const along = (lon: number, lat: number): number => lon * lonM * east + lat * latM * north;
  const sorted = Float64Array.from(positives, ([lon, lat]) => along(lon, lat)).sort();
  const testCount = Math.round(TEST_SHARE * sorted.length);
  const from = sorted[sorted.length - testCount] ?? NaN;
  // Squares are at least as far apart as their projections onto any line.
  const to = from - splitMarginM(radiusM) * (Math.abs(east) + Math.abs(north));
  const tests = (lon: number, lat: number): boolean => along(lon, lat) >= from;
  const trains = (lon: number, lat: number): boolean => along(lon, lat) <= to;
  const wantedTests = Math.round(TEST_SHARE * half);
  const shuffled = random.shuffle([...positives]);
  return {
    tests,
    trains,
    test: shuffled.filter(([lon, lat]) => tests(lon, lat)).slice(0, wantedTests),
    train: shuffled.filter(([lon, lat]) => trains(lon, lat)).slice(0, half - wantedTests),
  };
}

/** Whether a cut leaves either side less than half of what it should have. */
const isShort = (train: readonly Pair[], test: readonly Pair[], half: number): boolean =>
  train.length < ((1 - TEST_SHARE) * half) / 2 || test.length < (TEST_SHARE * half) / 2;

function tooFew({ className, radiiM }: Drawing, count: number): UserError {
  const found = `${className} has ${count} positive labels with whole patches of ${radiiM[0] ?? 0} m on this terrain`;
  return new UserError(
    'too-few-labels',
    count < LEAST
      ? `${found}; at least ${LEAST} are needed. Label or import more, or choose smaller radii.`
      : `${found}, but they lie too close together to train and test on separate areas. ` +
          'Label or import some further away, or choose smaller radii.',
  );
}
