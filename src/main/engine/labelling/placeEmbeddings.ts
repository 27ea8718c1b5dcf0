import { LRUCache } from 'lru-cache';
import { lonLatPairs } from '../../../shared/geo/lonLat';
import type { Project } from '../context';
import { encoderWeights } from '../encoders/encoders';

/** Embeddings kept; the least recently used are forgotten, and computed again on demand. */
const MOST_KEPT = 8192;

/** Embeddings of single places by an encoder at a radius, kept in memory: a new label costs the embedding of one patch. */
export class PlaceEmbeddings {
  /** By place; null where there is no whole patch. */
  private readonly kept = new LRUCache<string, { readonly embedding: Float32Array | null }>({
    max: MOST_KEPT,
  });

  constructor(
    private readonly project: Project,
    private readonly encoderId: number,
    private readonly radiusM: number,
  ) {}

  /** The embedding of each place, [size]; null where there is no whole patch. */
  async of(
    places: readonly { readonly lonDeg: number; readonly latDeg: number }[],
    signal?: AbortSignal,
  ): Promise<(Float32Array | null)[]> {
    const keys = places.map(({ lonDeg, latDeg }) => `${lonDeg} ${latDeg}`);
    const missing = places.filter((_, index) => !this.kept.has(keys[index] ?? ''));
    const found = new Map<string, Float32Array | null>();
    if (missing.length > 0) {
      const { embeddings, valid } = await this.project.compute.encoders.embedLocations(
        {
          encoder: await encoderWeights(this.project.database, this.encoderId),
          terrain: await this.project.terrainSources(),
          locations: lonLatPairs(missing),
          radiusM: this.radiusM,
          copies: 1,
        },
        signal,
      );
      const size = embeddings.length / missing.length;
      for (const [index, { lonDeg, latDeg }] of missing.entries()) {
        const embedding = valid[index] === 1 ? embeddings.slice(index * size, (index + 1) * size) : null;
        found.set(`${lonDeg} ${latDeg}`, embedding);
      }
    }
    const answer = keys.map((key) => found.get(key) ?? this.kept.get(key)?.embedding ?? null);
    for (const [key, embedding] of found) this.kept.set(key, { embedding });
    return answer;
  }
}

/** Embeddings one after another, [n, size]. */
export function joinEmbeddings(embeddings: readonly Float32Array[]): Float32Array {
  const size = embeddings[0]?.length ?? 0;
  const joined = new Float32Array(embeddings.length * size);
  for (const [index, embedding] of embeddings.entries()) joined.set(embedding, index * size);
  return joined;
}
