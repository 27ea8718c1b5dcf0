import type { HeadCurves, HeadInfo } from '../../../shared/contract/heads';
import { FLAT_TIMES } from '../../../shared/terrain/flatGround';
import type { LonLat } from '../../../shared/geo/lonLat';
import { reliefM } from '../../terrain/patch/relief';
import type { Project } from '../context';
import { flatGround } from '../maps/flatGround';
import { encoderWeights } from '../encoders/encoders';
import { radiusLadder } from '../../terrain/patch/radii';
import { listHeads, readHead } from './heads';

/**
 * Heads' probabilities for a location at each radius that the terrain supports, and at those that they were trained at: terrain
 * looks alike across scales (paper, section 2.1), so a head can be applied at any radius.
 * @throws UserError `outside-terrain` when the project has no DTM
 */
export async function headCurves(
  project: Project,
  {
    headIds,
    flatTimes = FLAT_TIMES,
    ...location
  }: LonLat & { readonly headIds?: readonly number[] | undefined; readonly flatTimes?: number | undefined },
  signal: AbortSignal,
): Promise<HeadCurves> {
  const all = await listHeads(project.database);
  const heads = headIds === undefined ? headsInUse(all) : all.filter(({ id }) => headIds.includes(id));
  const ladderM = await project.useTerrain(({ radiusRangeM: { minM, maxM } }) =>
    Promise.resolve(radiusLadder(minM, maxM)),
  );
  const radiiM = [...new Set([...ladderM, ...heads.map(({ radiusM }) => radiusM)])].sort((a, b) => a - b);
  const probabilities = new Float32Array(heads.length * radiiM.length);
  for (const encoderId of new Set(heads.map((head) => head.encoderId))) {
    const asked = await Promise.all(
      heads.filter((head) => head.encoderId === encoderId).map((head) => readHead(project.database, head)),
    );
    const found = await project.compute.heads.predictAcrossRadii(
      {
        heads: asked.map(({ model }) => model),
        encoder: await encoderWeights(project.database, encoderId),
        terrain: await project.terrainSources(),
        location,
        radiiM,
      },
      signal,
    );
    for (const [row, { info, model, mapping }] of asked.entries()) {
      const curve = found.subarray(row * radiiM.length, (row + 1) * radiiM.length);
      const { plattA, plattB } = model;
      const calibrated = curve.map((probability, index) => {
        const own = mapping.mappings.find((known) => known.radiusM === radiiM[index]);
        if (own === undefined) return probability;
        const decision = (Math.log(1 / probability - 1) - plattB) / plattA;
        return 1 / (1 + Math.exp(own.plattA * decision + own.plattB));
      });
      probabilities.set(calibrated, heads.indexOf(info) * radiiM.length);
    }
  }
  const tooFlat = await tooFlatAt(project, location, radiiM, flatTimes);
  return { radiiM, headIds: heads.map(({ id }) => id), probabilities, tooFlat };
}

/** At which radii the terrain around a location is too flat: [radii] 1 or 0. */
async function tooFlatAt(
  project: Project,
  { lonDeg, latDeg }: LonLat,
  radiiM: readonly number[],
  flatTimes: number,
): Promise<Uint8Array> {
  const leastM = (await flatGround(project, flatTimes)).leastReliefM(lonDeg, latDeg);
  return project.useTerrain(async (terrain) => {
    const tooFlat = new Uint8Array(radiiM.length);
    for (const [index, radiusM] of radiiM.entries()) {
      const [relief = NaN] = reliefM(await terrain.samplePatches(Float64Array.of(lonDeg, latDeg), radiusM));
      tooFlat[index] = relief < leastM ? 1 : 0;
    }
    return tooFlat;
  });
}

/** The newest head of each class, encoder and radius. @param heads newest first */
function headsInUse(heads: readonly HeadInfo[]): HeadInfo[] {
  const newest = new Map<string, HeadInfo>();
  for (const head of heads) {
    const key = `${head.classId} ${head.encoderId} ${head.radiusM}`;
    if (!newest.has(key)) newest.set(key, head);
  }
  return [...newest.values()];
}
