import { throwIfAborted } from '../../../../shared/errors';
import { grown, type LonLatBox } from '../../../../shared/geo/lonLat';
import { splitMarginM } from '../../../../shared/terrain/patch';
import type { Terrain } from '../../../terrain/terrain';
import { drawLocations, type Known } from '../../heads/trainingSet';
import { Pool, type Draws, type Sample } from './draws';

/** How a column draws from labels. */
interface Drawing {
  readonly className: string;
  readonly radiusM: number;
  readonly trainBox: LonLatBox;
  readonly testBox: LonLatBox;
  /** Locations in all, half of them positive where there are enough. */
  readonly trainSize: number;
  readonly testSize: number;
  readonly seeds: number;
}

/**
 * Draws from labels, for each seed anew: training locations in one box, test locations in the other, and none that trains
 * so near to the test box that their patches could share a pixel.
 * @param labels of the class: [n, 2] lon, lat in degrees by sign
 * @throws UserError `too-few-labels` saying of which class and how many there are
 */
export async function drawFromLabels(
  terrain: Terrain,
  labels: Known,
  { className, radiusM, trainBox, testBox, trainSize, testSize, seeds }: Drawing,
  signal: AbortSignal,
): Promise<Draws> {
  const pool = new Pool();
  const train = { className, radiusM, box: trainBox, outside: grown(testBox, splitMarginM(radiusM)) };
  const test = { className, radiusM, box: testBox, outside: undefined };
  const drawn: { train: Sample; test: Sample }[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    throwIfAborted(signal);
    drawn.push({
      train: pool.add(await drawLocations(terrain, labels, { ...train, size: trainSize, seed: 2 * seed })),
      test: pool.add(await drawLocations(terrain, labels, { ...test, size: testSize, seed: 2 * seed + 1 })),
    });
  }
  const { locations } = pool;
  const { values } = await terrain.samplePatches(locations, radiusM);
  const [first] = drawn;
  const note = [
    shortfall(first?.train, trainSize, 'train', 'outside of the margin'),
    shortfall(first?.test, testSize, 'test', 'in the test box'),
  ];
  return {
    locations,
    patches: values,
    seeds: drawn,
    note: note.filter((sentence) => sentence !== '').join(' '),
  };
}

/** A sentence where a sample has fewer positives than it should; positives are the same number in every seed. */
function shortfall(sample: Sample | undefined, size: number, use: string, where: string): string {
  const asked = Math.floor(size / 2);
  const there = sample?.labels.reduce((sum, label) => sum + label, 0) ?? 0;
  if (there === asked) return '';
  return `Only ${there} of ${asked} positives to ${use} on lie ${where} with whole patches; as many negatives are taken.`;
}
