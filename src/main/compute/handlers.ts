import type { computeContract, EncoderWeights, TerrainSources } from '../../shared/contract/compute';
import { throwIfAborted } from '../../shared/errors';
import type { Handlers } from '../../shared/rpc/contract';
import { locationsOfChunk } from '../terrain/geo/lattice';
import { CriticalTiles } from '../terrain/landforms/criticalTiles';
import { surroundingsOf } from '../terrain/landforms/surroundings';
import { reliefM } from '../terrain/patch/relief';
import { openTerrain, type Terrain } from '../terrain/terrain';
import { describeDevice, loadTensorflow } from './backend';
import { embedLocations, embedSamples } from './embedLocations';
import { buildEncoder, type Encoder } from './encoder';
import { cluster, explore } from './explore/explore';
import { cnnDecisions } from './heads/cnnDecisions';
import { decideStored } from './heads/decideStored';
import { fitHead, fitMeasuredHead, fitParts, fitUncalibrated, svmDecisions } from './heads/fitHead';
import { predictAcrossRadii } from './heads/predictAcrossRadii';
import { predictHead } from './heads/predictHead';
import { heatMapLattice } from './heatMap/heatMapLattice';
import { refine } from './heads/refine';
import { layerRotation } from './layerForm/layerRotation';
import { storedForm } from './layerForm/storedForm';
import { readLayersModel } from './layersModel/readLayersModel';
import { writeLayersModel } from './layersModel/writeLayersModel';
import { reconstructLocations } from './reconstructLocations';
import { train } from './training/train';
import { untrainedEncoder } from './untrainedEncoder';

/** Encoders kept built, the one used last at the end. */
const ENCODERS_KEPT = 4;

/** Answers the compute contract, in whichever process it runs. */
export function computeHandlers(): Handlers<typeof computeContract> {
  const built = new Map<string, Encoder>();
  const criticalTiles = new CriticalTiles();
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
      writeLayersModel: ({ encoder, folder }) => writeLayersModel(encoder, folder),
      readLayersModel: ({ folder }) => readLayersModel(folder),
      embedLocations: async ({ encoder: weights, terrain: sources, locations, radiusM, copies }) => {
        const encoder = await encoderFor(weights);
        return withTerrain(sources, (terrain) =>
          embedLocations(terrain, encoder, locations, radiusM, copies),
        );
      },
      reconstruct: async ({ encoder: weights, terrain: sources, locations, radiusM }) => {
        const encoder = await encoderFor(weights);
        return withTerrain(sources, (terrain) =>
          reconstructLocations(terrain, encoder, weights.card.name, locations, radiusM),
        );
      },
      rotation: async ({ encoder: weights, terrain: sources, radiusM }) => {
        const encoder = await encoderFor(weights);
        return withTerrain(sources, (terrain) => layerRotation(terrain, encoder, radiusM));
      },
      embedLattice: async function* (
        { encoder: weights, terrain: sources, rotation, lattice, radiusM, chunks },
        signal,
      ) {
        const encoder = await encoderFor(weights);
        const terrain = await openTerrain(sources);
        try {
          for (const [chunkColumn, chunkRow] of chunks) {
            throwIfAborted(signal);
            const locations = locationsOfChunk(lattice, chunkColumn, chunkRow);
            const samples = await terrain.samplePatches(locations, radiusM);
            const { embeddings, valid } = embedSamples(encoder, samples, 1);
            const stored = storedForm(rotation, embeddings, valid);
            yield { chunkColumn, chunkRow, ...stored, reliefM: reliefM(samples) };
          }
        } finally {
          await terrain.close();
        }
      },
      train: (spec, signal) => train(spec, signal),
      untrained: ({ patches, seed }) => untrainedEncoder(patches, seed),
    },
    heads: {
      fit: (request) => fitHead(request),
      fitUncalibrated: (request) => fitUncalibrated(request),
      fitParts: (request) => fitParts(request),
      fitMeasured: (request) => fitMeasuredHead(request),
      svmDecisions: async (request) => ({ decisions: await svmDecisions(request) }),
      predict: async ({ head, embeddings }) => {
        await loadTensorflow();
        return predictHead(head, embeddings);
      },
      decide: ({ head, rotation, chunks }) => Promise.resolve(decideStored(head, rotation, chunks)),
      predictAcrossRadii: async ({ heads, encoder: weights, terrain: sources, location, radiiM }) => {
        const encoder = await encoderFor(weights);
        return withTerrain(sources, (terrain) =>
          predictAcrossRadii(terrain, encoder, heads, location, radiiM),
        );
      },
      refine: async ({ head, encoder: weights, terrain: sources, locations, radiusM, stepM }, signal) => {
        const encoder = await encoderFor(weights);
        return withTerrain(sources, (terrain) =>
          refine(terrain, encoder, head, locations, radiusM, stepM, signal),
        );
      },
      cnnDecisions: async (request, signal) => ({ decisions: await cnnDecisions(request, signal) }),
      predictLattice: async function* (
        { head, encoder: weights, terrain: sources, lattice, radiusM, chunks },
        signal,
      ) {
        const encoder = await encoderFor(weights);
        const terrain = await openTerrain(sources);
        try {
          for (const [chunkColumn, chunkRow] of chunks) {
            throwIfAborted(signal);
            const locations = locationsOfChunk(lattice, chunkColumn, chunkRow);
            const samples = await terrain.samplePatches(locations, radiusM);
            const { embeddings, valid } = embedSamples(encoder, samples, head.copies);
            const { decisions } = predictHead(head, embeddings);
            for (const [cell, exists] of valid.entries()) if (exists === 0) decisions[cell] = NaN;
            yield { chunkColumn, chunkRow, decisions, reliefM: reliefM(samples) };
          }
        } finally {
          await terrain.close();
        }
      },
      heatMapLattice,
    },
    places: {
      surroundings: ({ terrain: sources, locations, radiusM }, signal) =>
        withTerrain(sources, (terrain) => surroundingsOf(terrain, locations, radiusM, criticalTiles, signal)),
    },
    space: { explore, cluster },
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
