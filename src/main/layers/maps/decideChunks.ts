import type { computeContract, HeadModel } from '../../../shared/contract/compute';
import type { LayerChunk, Rotation } from '../../../shared/contract/layerForm';
import type { Client } from '../../../shared/rpc/contract';
import type { ValueChunk } from './chunkMap';

/** Chunks that are decided on at once, about 12 MB: each time a head is made ready anew, which takes as long as some chunks. */
const CHUNKS_AT_ONCE = 64;

/** Gives chunks in groups that are decided on at once. */
export async function* severalAtOnce(
  chunks: AsyncIterable<LayerChunk> | Iterable<LayerChunk>,
): AsyncGenerator<LayerChunk[]> {
  let some: LayerChunk[] = [];
  for await (const chunk of chunks) {
    if (some.push(chunk) < CHUNKS_AT_ONCE) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}

/**
 * A head's decisions on stored embeddings.
 * @param head of one copy of a patch
 * @param asked chunks as `askedOf` gives them
 * @returns their decisions; where nothing is decided their own values, such as FLAT
 */
export async function decideChunks(
  compute: Client<typeof computeContract>,
  head: HeadModel,
  rotation: Rotation,
  asked: readonly (LayerChunk & ValueChunk)[],
  signal: AbortSignal,
): Promise<ValueChunk[]> {
  const decided = await compute.heads.decide({ head, rotation, chunks: [...asked] }, signal);
  return asked.map(({ chunkColumn, chunkRow, values }, number) => ({
    ...{ chunkColumn, chunkRow },
    values: values.map((value, cell) => {
      const decision = decided[number]?.[cell] ?? NaN;
      return Number.isNaN(decision) ? value : decision;
    }),
  }));
}
