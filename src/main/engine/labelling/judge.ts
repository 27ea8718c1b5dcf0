import type { SvmModel } from '../../../shared/contract/compute';
import type { Judgement } from '../../../shared/contract/labelling';
import { type LonLat, lonLatPairs } from '../../../shared/geo/lonLat';
import type { Project } from '../context';
import { judgePlaces } from './chooseNext';
import { joinEmbeddings, type PlaceEmbeddings } from './placeEmbeddings';

/** A head and what it was trained on. */
interface FittedHead {
  readonly model: SvmModel | null;
  readonly examples: readonly { readonly embedding: Float32Array }[];
  /** Labels of the class, [m, 2] lon, lat in degrees. */
  readonly labels: Float64Array;
}

/** A head's probabilities for places; null where there is no patch, or no head. */
export async function judge(
  { compute }: Pick<Project, 'compute'>,
  embeddings: PlaceEmbeddings,
  { model, examples, labels }: FittedHead,
  places: readonly LonLat[],
): Promise<(Judgement | null)[]> {
  if (model === null) return places.map(() => null);
  const found = await embeddings.of(places);
  const there = places.flatMap(({ lonDeg, latDeg }, index) => {
    const embedding = found[index] ?? null;
    return embedding === null ? [] : [{ lonDeg, latDeg, embedding }];
  });
  if (there.length === 0) return places.map(() => null);
  const joined = joinEmbeddings(there.map(({ embedding }) => embedding));
  const { probabilities } = await compute.heads.predict({ head: model, embeddings: joined });
  const judgements = judgePlaces(
    {
      locations: lonLatPairs(there),
      probabilities,
      embeddings: joined,
    },
    { embeddings: examples.map(({ embedding }) => embedding), labels },
    model.gamma,
  );
  return found.map((embedding) => (embedding === null ? null : (judgements.shift() ?? null)));
}
