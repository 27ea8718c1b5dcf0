import type { computeContract, EncoderWeights, TerrainSources } from '../../shared/contract/compute';
import { throwIfAborted } from '../../shared/errors';
import { PATCH_VALUES } from '../../shared/patch';
import type { Handlers } from '../../shared/rpc/contract';
import { locationsOfChunk } from '../terrain/geo/lattice';
import { openTerrain, type Terrain } from '../terrain/terrain';
import { describeDevice, loadTensorflow } from './backend';
import { buildEncoder, type Encoder } from './encoder';
import { fitHead } from './heads/fitHead';
import { predictHead } from './heads/predictHead';
import { train } from './training/train';

/** Encoders kept built, the one used last at the end. */
const ENCODERS_KEPT = 4;

/** Answers the compute contract, in whichever process it runs. */
export function computeHandlers(): Handlers<typeof computeContract> {
  const built = new Map<string, Encoder>();
  const encoderFor = async (weights: EncoderWeights): Promise<Encoder> => {
    await loadTensorflow();
    const encoder = built.get(weights.key) ?? buildEncoder(weights);
    built.delete(weights.key);
    built.set(weights.key, encoder);
    const [oldest] = built.entries();
    if (built.size > ENCODERS_KEPT && oldest !== undefined) {
      built.delete(oldest[0]);
      oldest[1].dispose();
    }
    return encoder;
  };

  return {
    device: { describe: () => describeDevice() },
    encoders: {
      check: async (weights) => {
        await loadTensorflow();
        buildEncoder(weights).dispose();
      },
      embedLocations: async ({ encoder: weights, terrain: sources, locations, radiusM }) => {
        const encoder = await encoderFor(weights);
        return withTerrain(sources, (terrain) => embedLocations(terrain, encoder, locations, radiusM));
      },
      embedLattice: async function* (
        { encoder: weights, terrain: sources, lattice, radiusM, chunks },
        signal,
      ) {
        const encoder = await encoderFor(weights);
        const terrain = await openTerrain(sources);
        try {
          for (const [chunkColumn, chunkRow] of chunks) {
            throwIfAborted(signal);
            const locations = locationsOfChunk(lattice, chunkColumn, chunkRow);
            yield { chunkColumn, chunkRow, ...(await embedLocations(terrain, encoder, locations, radiusM)) };
          }
        } finally {
          await terrain.close();
        }
      },
      train: (spec, signal) => train(spec, signal),
    },
    heads: {
      fit: (request) => fitHead(request),
      predict: async ({ head, embeddings }) => {
        await loadTensorflow();
        return predictHead(head, embeddings);
      },
    },
  };
}

async function withTerrain<T>(sources: TerrainSources, work: (terrain: Terrain) => Promise<T>): Promise<T> {
  const terrain = await openTerrain(sources);
  try {
    return await work(terrain);
  } finally {
    await terrain.close();
  }
}

/** Embeds the patches that exist: [n, size] with zeros where none does. */
async function embedLocations(
  terrain: Terrain,
  encoder: Encoder,
  locations: Float64Array,
  radiusM: number,
): Promise<{ embeddings: Float32Array; valid: Uint8Array }> {
  const { values, valid } = await terrain.samplePatches(locations, radiusM);
  const { size } = encoder;
  const embeddings = new Float32Array(valid.length * size);
  const rows = [...valid.keys()].filter((row) => valid[row] === 1);
  if (rows.length === 0) return { embeddings, valid };
  const patches = new Float32Array(rows.length * PATCH_VALUES);
  for (const [index, row] of rows.entries()) {
    patches.set(values.subarray(row * PATCH_VALUES, (row + 1) * PATCH_VALUES), index * PATCH_VALUES);
  }
  const embedded = encoder.embed(patches);
  for (const [index, row] of rows.entries()) {
    embeddings.set(embedded.subarray(index * size, (index + 1) * size), row * size);
  }
  return { embeddings, valid };
}
