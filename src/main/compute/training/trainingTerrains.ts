import type { TerrainSources } from '../../../shared/contract/compute';
import { UserError } from '../../../shared/errors';
import { overlap, type LonLatBox } from '../../../shared/geo/lonLat';
import type { Region } from '../../../shared/geo/region';
import { reachM } from '../../../shared/terrain/patch';
import { openTerrain, type Terrain } from '../../terrain/terrain';
import { locationsInside, locationsOutside, randomValidationBox } from './heldOut';

/** Locations sampled between two reports of progress. */
const CHUNK = 1024;

/** DTMs whose pixel sizes differ by more than this factor are trained on separately, each at the radii that suit it. */
const ALIKE = 1.5;

/** Largest radius of training patches, as a share of a terrain's shorter side: its patches then differ. */
const LARGEST_SHARE = 0.25;

/** Radii of a terrain that suits none of the usual ones, as multiples of the smallest that suits it. */
const OWN_RADII = [1, 2, 4];

/** Terrain of one resolution, and the radii to train at. */
export interface TrainingTerrain {
  readonly terrain: Terrain;
  /** At least one, in the order asked for. */
  readonly radiiM: readonly number[];
  /** The part of the terrain that its places lie in; patches may reach beyond. */
  readonly where: Region;
}

/** Locations to be sampled at one radius. */
export interface Place {
  readonly terrain: Terrain;
  readonly radiusM: number;
  /** [n, 2] lon, lat in degrees */
  readonly locations: Float64Array;
}

/** Where and at which radii to train. */
export interface WantedGround {
  /** Places lie in it; undefined: anywhere. */
  readonly region?: Region | undefined;
  readonly radiiM: readonly number[];
  /** Whether the user asked for exactly these: then there is no fallback to others. */
  readonly given: boolean;
  /** Smallest radius, metres, that a method can use on a terrain. */
  readonly smallestM: (terrain: Terrain) => number;
}

/**
 * Opens DTMs as terrains of one resolution each, with the radii that suit them, finest first. The caller closes
 * their terrains.
 * @throws UserError `bad-input` when no radius suits any terrain, `outside-terrain` when the region lies beside them
 */
export async function openTrainingTerrains(
  sources: TerrainSources,
  wanted: WantedGround,
): Promise<TrainingTerrain[]> {
  const terrains = await openAlike(sources);
  const suited = terrains.flatMap((terrain) => {
    const where = partOf(terrain, wanted.region);
    const radiiM = radiiFor(terrain, wanted);
    return where === null || radiiM.length === 0 ? [] : [{ terrain, radiiM, where }];
  });
  if (suited.length > 0) {
    const used = suited.map(({ terrain }) => terrain);
    await Promise.all(
      terrains.filter((terrain) => !used.includes(terrain)).map((terrain) => terrain.close()),
    );
    return suited;
  }
  const isBeside = terrains.every((terrain) => partOf(terrain, wanted.region) === null);
  const ranges = terrains.map((terrain) => {
    const { smallestM, largestM } = radiusRange(terrain, wanted);
    return `${Math.ceil(smallestM)} to ${Math.floor(largestM)} m`;
  });
  await Promise.all(terrains.map((terrain) => terrain.close()));
  if (isBeside)
    throw new UserError(
      'outside-terrain',
      'The region to train in lies outside the terrain. Take one that overlaps it.',
    );
  throw new UserError(
    'bad-input',
    `None of the radii ${wanted.radiiM.join(', ')} m can be trained on this terrain, whose resolution and size allow ` +
      `${ranges.join(' or ')}. Choose such radii, or use a larger or finer DTM.`,
  );
}

/** The part of a terrain that a region covers; null where they do not meet. */
function partOf({ box }: Terrain, region: Region | undefined): Region | null {
  if (region === undefined) return box;
  const part = overlap(region, box);
  return part === null ? null : { ...part, outline: region.outline };
}

/** A text that is equal for equal ground: the fingerprints of all DTMs, how each is read, and the region to train in. */
export const keyOfGround = (terrains: readonly TrainingTerrain[], region: Region | undefined): string =>
  JSON.stringify([
    ...terrains
      .flatMap(({ terrain }) => terrain.dtms)
      .map(({ metadata: { fingerprint, crs, band } }) => [fingerprint, crs.proj4, band].join(' '))
      .sort(),
    ...(region === undefined ? [] : [region]),
  ]);

/** One terrain for all DTMs of about the same resolution. */
async function openAlike({ dtms, cacheDir }: TerrainSources): Promise<Terrain[]> {
  const whole = await openTerrain({ dtms, cacheDir });
  const groups: { finestM: number; paths: string[] }[] = [];
  for (const { metadata, pixelWidthM, pixelHeightM } of whole.dtms) {
    const pixelM = Math.max(pixelWidthM, pixelHeightM);
    const group = groups.at(-1);
    if (group !== undefined && pixelM <= ALIKE * group.finestM) group.paths.push(metadata.path);
    else groups.push({ finestM: pixelM, paths: [metadata.path] });
  }
  if (groups.length === 1) return [whole];
  await whole.close();
  const terrains: Terrain[] = [];
  try {
    for (const { paths } of groups) {
      terrains.push(await openTerrain({ dtms: dtms.filter(({ path }) => paths.includes(path)), cacheDir }));
    }
  } catch (error) {
    await Promise.all(terrains.map((terrain) => terrain.close()));
    throw error;
  }
  return terrains;
}

function radiusRange(
  terrain: Terrain,
  { smallestM }: WantedGround,
): { readonly smallestM: number; readonly largestM: number } {
  return { smallestM: smallestM(terrain), largestM: terrain.shorterSideM * LARGEST_SHARE };
}

function radiiFor(terrain: Terrain, wanted: WantedGround): number[] {
  const { smallestM, largestM } = radiusRange(terrain, wanted);
  const suits = (radiusM: number): boolean => radiusM >= smallestM && radiusM <= largestM;
  const found = wanted.radiiM.filter(suits);
  if (found.length > 0 || wanted.given) return found;
  return OWN_RADII.map((times) => Math.ceil(times * smallestM)).filter(suits);
}

/** How a method samples terrain. */
export interface Allotment {
  /** Images to train on over all terrains and radii. */
  readonly images: number;
  /** How far around a location a method reads, in radii, for training and for validation. */
  readonly reach: number;
  readonly heldOutImages: number;
  /** Whether the first radius of each terrain is held out for validation, or all of them. */
  readonly heldOutRadii: 'first' | 'all';
  readonly seed: number;
  /** Area to keep out of training; null: an edge of each terrain, chosen by the seed, if it is large enough. */
  readonly validationBox: LonLatBox | null;
}

/** Where to train, and where to validate; no pixel is in both. */
export interface AllottedPlaces {
  /** One for each terrain, chunk of locations and radius, so that locations come at every radius (paper, algorithm 1). */
  readonly training: Place[];
  readonly heldOut: Place[];
}

/**
 * Draws locations of all terrains; the same for equal seeds.
 * @throws UserError `outside-terrain` when there is too little terrain, or none in the validation box
 */
export async function allotPlaces(
  terrains: readonly TrainingTerrain[],
  { images, reach, heldOutImages, heldOutRadii, seed, validationBox }: Allotment,
): Promise<AllottedPlaces> {
  const pairs = terrains.reduce((sum, { radiiM }) => sum + radiiM.length, 0);
  const training: Place[] = [];
  const heldOut: Place[] = [];
  let refusal: unknown = null;
  for (const { terrain, radiiM, where } of terrains) {
    const radii = heldOutRadii === 'first' ? radiiM.slice(0, 1) : radiiM;
    const box = validationBox ?? randomValidationBox(where, seed, reachM(Math.max(...radii), reach));
    const count = Math.ceil(heldOutImages / (heldOutRadii === 'first' ? terrains.length : pairs));
    const before = heldOut.length;
    for (const radiusM of radii) {
      try {
        const inside = { ...box, outline: where.outline };
        const locations = await locationsInside(terrain, count, { radiusM, radii: reach }, seed + 1, inside);
        heldOut.push({ terrain, radiusM, locations });
      } catch (error) {
        if (!(error instanceof UserError) || error.code !== 'outside-terrain') throw error;
        refusal = error;
      }
    }
    const locations = await locationsOutside(
      terrain,
      Math.ceil(images / pairs),
      { radiusM: Math.max(...radiiM), radii: reach },
      seed,
      heldOut.length === before && validationBox === null ? null : box,
      where,
    );
    for (let from = 0; from < locations.length; from += CHUNK * 2) {
      const some = locations.subarray(from, from + CHUNK * 2);
      for (const radiusM of radiiM) training.push({ terrain, radiusM, locations: some });
    }
  }
  if (validationBox !== null && heldOut.length === 0) throw refusal;
  return { training, heldOut };
}
