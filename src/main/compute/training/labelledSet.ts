import type { TrainSpec } from '../../../shared/contract/compute';
import { throwIfAborted, UserError } from '../../../shared/errors';
import { boxContains, grown, shrunk, type LonLatBox } from '../../../shared/geo/lonLat';
import { regionContains } from '../../../shared/geo/region';
import { negativeDistanceM, PATCH_VALUES, reachM } from '../../../shared/terrain/patch';
import { Random } from '../../../shared/statistics/random';
import { anyNearer } from '../../terrain/geo/distance';
import { normalisePatches } from '../../terrain/patch/normalise';
import type { Terrain } from '../../terrain/terrain';
import { locationsInside, locationsOutside, randomValidationBox } from './heldOut';
import type { TrainingTerrain } from './trainingTerrains';
import { keepRows, Rows } from '../numeric/rows';

/** Labelled locations by class. */
type Labels = NonNullable<TrainSpec['labels']>;

/** Patches and their classes; the class after the last label class is "none": random terrain. */
export interface LabelledSet {
  /** [n, 289] normalised to 0..1 */
  readonly patches: Rows;
  /** [n] */
  readonly classes: number[];
}

/** Minimum number of labels per class. */
const LEAST = 2;

/** How labelled patches are drawn. */
export interface LabelledWanted {
  readonly labels: Labels;
  /** Maximum number of patches over all terrains, radii and classes. */
  readonly images: number;
  readonly seed: number;
  readonly validationBox: LonLatBox | null;
}

/**
 * Draws labelled patches, equally many of each class if there are enough, and random terrain as one more class. Patches
 * wholly in the validation box are held out; those across its edge are in neither set. Yields the patches sampled so far.
 * @throws UserError `too-few-labels` naming the class
 */
export async function* sampleLabelled(
  terrains: readonly TrainingTerrain[],
  wanted: LabelledWanted,
  signal: AbortSignal,
): AsyncGenerator<number, { training: LabelledSet; heldOut: LabelledSet }> {
  const { labels, images, seed } = wanted;
  const none = labels.classIds.length;
  const pairs = terrains.reduce((sum, { radiiM }) => sum + radiiM.length, 0);
  const most = Math.ceil(images / pairs / (none + 1));
  const random = new Random(seed);
  const training: LabelledSet = { patches: new Rows(PATCH_VALUES), classes: [] };
  const heldOut: LabelledSet = { patches: new Rows(PATCH_VALUES), classes: [] };
  for (const { terrain, radiiM, where } of terrains) {
    const box = wanted.validationBox ?? randomValidationBox(where, seed, reachM(Math.max(...radiiM)));
    for (const radiusM of radiiM) {
      const inner = shrunk(box, reachM(radiusM));
      const outer = grown(box, reachM(radiusM));
      const footprint = { radiusM, radii: 1 };
      let largest = 0;
      for (const [index] of labels.classIds.entries()) {
        throwIfAborted(signal);
        const own = random
          .shuffle(locationsOfClass(labels, index))
          .filter((place) => regionContains(where, ...place));
        const held = own.filter(([lon, lat]) => inner !== null && boxContains(inner, lon, lat));
        const rest = own.filter(([lon, lat]) => !boxContains(outer, lon, lat));
        largest = Math.max(largest, await add(training, terrain, rest.slice(0, most), radiusM, index));
        await add(heldOut, terrain, held.slice(0, most), radiusM, index);
        yield training.patches.size;
      }
      const away = (locations: Float64Array): [number, number][] => awayFrom(locations, labels, radiusM);
      const ground = await locationsOutside(terrain, largest, footprint, seed, box, where);
      await add(training, terrain, away(ground), radiusM, none);
      const others = await locationsInside(terrain, Math.ceil(largest / 8), footprint, seed, {
        ...box,
        outline: where.outline,
      }).catch(ifTooSmall);
      await add(heldOut, terrain, away(others), radiusM, none);
      yield training.patches.size;
    }
  }
  for (const [index, classId] of labels.classIds.entries()) {
    const count = training.classes.filter((other) => other === index).length;
    if (count >= LEAST) continue;
    throw new UserError(
      'too-few-labels',
      `The class ${classId} has ${count} labels with whole patches to train on; at least ${LEAST} are needed. ` +
        'Label or import more, leave the class out, or choose smaller radii.',
    );
  }
  return { training, heldOut };
}

/** No locations if the terrain is too small; rethrows any other error. */
function ifTooSmall(error: unknown): Float64Array {
  if (error instanceof UserError && error.code === 'outside-terrain') return new Float64Array();
  throw error;
}

const pairsOf = (locations: Float64Array): [number, number][] =>
  Array.from({ length: locations.length / 2 }, (_, i) => [
    locations[2 * i] ?? NaN,
    locations[2 * i + 1] ?? NaN,
  ]);

const locationsOfClass = ({ locations, classes }: Labels, index: number): [number, number][] =>
  pairsOf(locations).filter((_, i) => classes[i] === index);

/** Those of the locations that are far enough from every label. */
function awayFrom(locations: Float64Array, labels: Labels, radiusM: number): [number, number][] {
  const keepM = negativeDistanceM(radiusM);
  const known = pairsOf(labels.locations);
  return pairsOf(locations).filter(([lon, lat]) => !anyNearer(known, lon, lat, keepM));
}

/** Adds the patches that are whole; returns how many. */
async function add(
  { patches, classes }: LabelledSet,
  terrain: Terrain,
  locations: readonly [number, number][],
  radiusM: number,
  index: number,
): Promise<number> {
  const { values, valid } = await terrain.samplePatches(Float64Array.from(locations.flat()), radiusM);
  const kept = keepRows(values, PATCH_VALUES, valid);
  patches.add(normalisePatches(kept, kept).values);
  const count = kept.length / PATCH_VALUES;
  for (let i = 0; i < count; i++) classes.push(index);
  return count;
}
