import { throwIfAborted } from '../../../shared/errors';
import { experimentOf } from '../../../shared/experiments/experiments';
import type { RetrievalResult, RetrievalSpec } from '../../../shared/experiments/retrieval';
import { meanAndSd } from '../../../shared/statistics/paired';
import { PATCH_VALUES } from '../../../shared/terrain/patch';
import { normalisePatches } from '../../terrain/patch/normalise';
import type { Project } from '../context';
import { encoderWeights, findEncoder } from '../encoders/encoders';
import type { LabelledLocations } from '../heads/trainingSet';
import { findClasses } from '../labels/classes';
import { labelsOfClass } from '../labels/labels';
import { squaredDistances } from '../../layers/search/nearest';
import type { Experiment } from './findings';
import { drawCandidates, type Repetition } from './retrieval/candidates';
import { locationsAt, rowsOf } from './table/draws';

type Figure = RetrievalResult['figures'][number];

/** Ranks that precision is taken at, as far as there are positives to fill them. */
const KS = [1, 5, 10, 20];

/** Places embedded at once, between two checks of the signal. */
const PLACES_AT_ONCE = 4096;

/**
 * Figure 6 of the paper (section 3.5) and its measure. A repetition draws query locations of a class and takes the places whose
 * embeddings are nearest (Euclidean) to the queries' mean embedding; precision at k is the share of positives among the k
 * nearest. The figure shows the first repetition. All encoders get the same repetitions, and of places that are equally near, a
 * random one counts as nearer than a positive. The same specification on the same labels and terrain gives the same result.
 * @throws UserError `too-few-labels` or `not-found` before anything is embedded, and what compute throws
 */
export const retrieval: Experiment<RetrievalSpec> = async (project, spec, report, signal) => {
  const { queries, radiusM, box, seeds: repetitions } = spec;
  const labelClasses = await findClasses(project.database, spec.classIds);
  const encoderIds = [...new Set(spec.encoderIds)];
  const encoders = await Promise.all(encoderIds.map((id) => findEncoder(project.database, id)));
  const drawn = [];
  for (const [done, labelClass] of labelClasses.entries()) {
    throwIfAborted(signal);
    const className = labelClass.name;
    report({ done, total: labelClasses.length, unit: 'classes', message: `${className}: drawing locations` });
    const { positives } = await labelsOfClass(project.database, labelClass.id);
    const drawing = { className, radiusM, box, queries, repetitions };
    drawn.push({
      labelClass,
      ...(await project.useTerrain((terrain) => drawCandidates(terrain, positives, drawing))),
    });
  }
  const leastPositives = Math.min(
    ...drawn.flatMap(({ places, repetitions }) => repetitions.map((one) => positivesOf(places, one))),
  );
  const ks = KS.filter((k) => k <= leastPositives);
  const total = encoders.length * drawn.reduce((sum, { places }) => sum + places.labels.length, 0);
  let done = 0;
  const figures: Figure[] = [];
  for (const { labelClass, places, repetitions } of drawn) {
    const { id: classId, name, colour } = labelClass;
    const chances = repetitions.map((one) => positivesOf(places, one) / one.candidates.length);
    const counts = repetitions.map(({ candidates }) => candidates.length);
    for (const { id, card } of encoders) {
      const embeddings = new Float32Array(places.labels.length * card.size);
      for (let from = 0; from < places.labels.length; from += PLACES_AT_ONCE) {
        throwIfAborted(signal);
        report({ done, total, unit: 'patches', message: `${name}: embedding by ${card.name}` });
        const locations = places.locations.subarray(2 * from, 2 * (from + PLACES_AT_ONCE));
        embeddings.set(await embed(project, id, locations, radiusM, signal), from * card.size);
        done += locations.length / 2;
      }
      const found = repetitions.map((one) =>
        nearestOf(embeddings, card.size, one, Math.max(spec.shown, ...ks)),
      );
      const precisionAt = (k: number): number[] =>
        found.map((hits) => hits.slice(0, k).filter(({ place }) => places.labels[place] === 1).length / k);
      const [first] = found;
      const shown = (first ?? []).slice(0, spec.shown);
      const hits = await shownPatches(
        project,
        places,
        shown.map(({ place }) => place),
        radiusM,
      );
      figures.push({
        classId,
        name,
        colour,
        encoder: card.name,
        queries: await shownPatches(project, places, [...(repetitions[0]?.queries ?? [])], radiusM),
        hits: hits.map((hit, rank) => ({
          ...hit,
          distance: Math.sqrt(shown[rank]?.squared ?? NaN),
          isPositive: places.labels[shown[rank]?.place ?? 0] === 1,
        })),
        precision: ks.map((k) => meanAndSd(precisionAt(k))),
        chance: meanAndSd(chances).mean,
        candidates: Math.round(meanAndSd(counts).mean),
      });
    }
  }
  return {
    title: `${experimentOf(spec.experiment).shortName}: ${labelClasses.map(({ name }) => name).join(', ')}`,
    encoderIds,
    result: { experiment: spec.experiment, radiusM, ks, figures },
  };
};

/** Positives among the candidates of a repetition. */
const positivesOf = ({ labels }: LabelledLocations, { candidates }: Repetition): number =>
  candidates.reduce((sum, place) => sum + (labels[place] ?? 0), 0);

/** @returns [n, size] of locations whose patches are whole */
async function embed(
  project: Project,
  encoderId: number,
  locations: Float64Array,
  radiusM: number,
  signal: AbortSignal,
): Promise<Float32Array> {
  const { embeddings, valid } = await project.compute.encoders.embedLocations(
    {
      encoder: await encoderWeights(project.database, encoderId),
      terrain: await project.terrainSources(),
      locations,
      radiusM,
      copies: 1,
    },
    signal,
  );
  if (valid.includes(0)) throw new Error('A location with a whole patch has no embedding.');
  return embeddings;
}

/** The candidates nearest to the mean embedding of the queries, nearest first; of equally near ones, a random place. */
function nearestOf(
  embeddings: Float32Array,
  size: number,
  { queries, candidates }: Repetition,
  count: number,
): { place: number; squared: number }[] {
  const mean = new Float32Array(size);
  for (const [at, value] of rowsOf(embeddings, size, queries).entries()) {
    mean[at % size] = (mean[at % size] ?? 0) + value / queries.length;
  }
  const squared = new Float32Array(embeddings.length / size);
  squaredDistances(embeddings, mean, squared);
  return [...candidates]
    .map((place) => ({ place, squared: squared[place] ?? NaN }))
    .sort((a, b) => a.squared - b.squared || a.place - b.place)
    .slice(0, count);
}

/** Patches of places as they are drawn. */
async function shownPatches(
  project: Project,
  { locations }: LabelledLocations,
  places: readonly number[],
  radiusM: number,
): Promise<Figure['queries']> {
  const pairs = locationsAt(locations, Uint32Array.from(places));
  const patches = await project.useTerrain((terrain) => terrain.samplePatches(pairs, radiusM));
  const { values, rangeM } = normalisePatches(patches.values);
  return places.map((_, index) => ({
    lonDeg: pairs[2 * index] ?? NaN,
    latDeg: pairs[2 * index + 1] ?? NaN,
    values: [...values.subarray(index * PATCH_VALUES, (index + 1) * PATCH_VALUES)],
    reliefM: rangeM[index] ?? NaN,
  }));
}
