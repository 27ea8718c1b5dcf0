import { UserError } from '../../../../shared/errors';
import type { TableColumn } from '../../../../shared/experiments/options/tableColumns';
import type { Terrain } from '../../../terrain/terrain';
import { Pool, type Draws, type Sample } from './draws';

/** Locations and seeds that a column brings with it. */
type Given = NonNullable<TableColumn['given']>;

/**
 * Takes given locations exactly as each seed lists them. Those without a whole patch are left out, and the note says how many.
 * @throws UserError `bad-input` when a seed lists a location that is not there, or seeds are missing; `too-few-labels` when
 * a seed is left without one of the signs
 */
export async function drawAsGiven(
  terrain: Terrain,
  className: string,
  { locations: given, seeds: listed }: Given,
  radiusM: number,
  seeds: number,
): Promise<Draws> {
  if (listed.length < seeds) {
    throw new UserError(
      'bad-input',
      `${className} comes with locations for ${listed.length} seeds, but ${seeds} are asked for. Choose fewer seeds.`,
    );
  }
  const pool = new Pool();
  const sampleOf = (
    positive: 'trainPositive' | 'testPositive',
    negative: 'trainNegative' | 'testNegative',
    seed: Given['seeds'][number],
  ): Sample => {
    const places = [positive, negative].flatMap((part) =>
      seed[part].map((index) => {
        const location = given[part][index];
        if (location !== undefined) return location;
        throw new UserError(
          'bad-input',
          `${className}: a seed lists location ${index} of ${part}, which has ${given[part].length} from 0 on.`,
        );
      }),
    );
    return pool.add({
      locations: Float64Array.from(places.flat()),
      labels: Uint8Array.from(places, (_, index) => Number(index < seed[positive].length)),
    });
  };
  const drawn = listed.slice(0, seeds).map((seed) => ({
    train: sampleOf('trainPositive', 'trainNegative', seed),
    test: sampleOf('testPositive', 'testNegative', seed),
  }));
  const { locations } = pool;
  const { values, valid } = await terrain.samplePatches(locations, radiusM);
  const whole = (sample: Sample): Sample => {
    const isWhole = (_: number, index: number): boolean => valid[sample.places[index] ?? 0] === 1;
    const labels = sample.labels.filter(isWhole);
    if (labels.includes(0) && labels.includes(1)) return { places: sample.places.filter(isWhole), labels };
    throw new UserError(
      'too-few-labels',
      `${className}: a seed has no positives or no negatives with whole patches of ${radiusM} m among the given locations.`,
    );
  };
  const broken = valid.reduce((sum, flag) => sum + 1 - flag, 0);
  return {
    locations,
    patches: values,
    seeds: drawn.map(({ train, test }) => ({ train: whole(train), test: whole(test) })),
    note:
      broken === 0
        ? ''
        : `${broken} of ${valid.length} given locations have no whole patch and are left out.`,
  };
}
