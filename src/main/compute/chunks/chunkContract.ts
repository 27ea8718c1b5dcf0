import { z } from 'zod';
import { lattice, terrainSources } from '../../../shared/contract/compute';
import { layerChunk, rotation } from '../../../shared/contract/layerForm';
import { descriptor } from '../../../shared/encoders/trainingPresets';
import { float32Array, stream, uint8Array } from '../../../shared/rpc/contract';

const request = z.object({
  terrain: terrainSources,
  lattice,
  radiusM: z.number(),
  /** Column and row of each chunk. */
  chunks: z.array(z.tuple([z.number().int(), z.number().int()])),
});

const embedRequest = request.extend({ descriptor, rotation });

const sampledChunk = z.object({
  chunkColumn: z.number().int(),
  chunkRow: z.number().int(),
  /** [4096, 289] metres */
  values: float32Array,
  /** [4096] 1 where the patch exists */
  valid: uint8Array,
  /** [4096] as in the chunks of layers */
  reliefM: float32Array,
});

export type ChunkRequest = z.infer<typeof request>;
export type EmbedRequest = z.infer<typeof embedRequest>;
export type SampledChunk = z.infer<typeof sampledChunk>;

/** What the lattice workers do: chunks of 64 x 64 cells, one after another. */
export const chunkContract = {
  chunks: {
    /** Samples the patches of chunks. */
    sample: stream(request, sampledChunk),
    /** Embeds chunks in the form that layers store, by an encoder that is a formula. */
    embed: stream(embedRequest, layerChunk),
  },
};
