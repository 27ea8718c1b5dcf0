import { LRUCache } from 'lru-cache';
import type { computeContract, EncoderWeights } from '../../shared/contract/compute';
import type { Handlers } from '../../shared/rpc/contract';
import { CriticalTiles } from '../terrain/landforms/criticalTiles';
import { prepareSurroundings, surroundingsOf } from '../terrain/landforms/surroundings';
import { describeDevice, loadTensorflow } from './backend';
import { embedLocations, embedSamples } from './locations/embedLocations';
import { embeddedChunks, sampledChunks } from './chunks/latticeChunks';
import { buildEncoder, needsTensorflow, type Encoder } from './encoders/encoder';
import { cluster, explore } from './explore/explore';
import { cnnDecisions } from './heads/cnnDecisions';
import { fitParts, fitSvm, fitUncalibrated, svmDecisions } from './heads/fitSvm';
import { predictAcrossRadii } from './heads/predictAcrossRadii';
import { predictHead, predictor } from './heads/predictHead';
import { CHUNK_SIZE } from '../layers/layer';
import { heatMapLattice } from './heatMap/heatMapLattice';
import { refine } from './heads/refine';
import { layerRotation } from './layerForm/layerRotation';
import { storedForm } from './layerForm/storedForm';
import { SharedTerrains } from './locations/sharedTerrains';
import { decideAlong } from './heads/decideAlong';
import { learningCurve } from './heads/learningCurve';
import { readLayersModel } from './layersModel/readLayersModel';
import { writeLayersModel } from './layersModel/writeLayersModel';
import { reconstructLocations } from './locations/reconstructLocations';
import { train } from './training/train';
import { untrainedEncoder } from './training/untrainedEncoder';

/** Encoders that are kept built. */
const ENCODERS_KEPT = 4;

/**
 * Implements the compute contract, in whichever process it runs.
 * @param threads that lattices are embedded and terrain is flooded with; default: all of the machine's
 */
export function computeHandlers(threads?: number): Handlers<typeof computeContract> {
  const built = new LRUCache<string, Encoder>({
    max: ENCODERS_KEPT,
    dispose: (encoder) => {
      encoder.dispose();
    },
  });
  const criticalTiles = new CriticalTiles(undefined, undefined, threads);
  const terrains = new SharedTerrains();
  const encoderFor = async (weights: EncoderWeights): Promise<Encoder> => {
    if (!built.has(weights.key) && needsTensorflow(weights)) await loadTensorflow();
    const encoder = built.get(weights.key) ?? buildEncoder(weights);
    built.set(weights.key, encoder);
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
        return terrains.use(sources, (terrain) =>
          embedLocations(terrain, encoder, locations, radiusM, copies),
        );
      },
      reconstruct: async ({ encoder: weights, terrain: sources, locations, radiusM }) => {
        const encoder = await encoderFor(weights);
        await loadTensorflow();
        return terrains.use(sources, (terrain) =>
          reconstructLocations(terrain, encoder, weights.card.name, locations, radiusM),
        );
      },
      rotation: async ({ encoder: weights, terrain: sources, radiusM }) => {
        const encoder = await encoderFor(weights);
        await loadTensorflow();
        return terrains.use(sources, (terrain) => layerRotation(terrain, encoder, radiusM));
      },
      embedLattice: async function* (
        { encoder: weights, terrain: sources, rotation, lattice, radiusM, chunks },
        signal,
      ) {
        const encoder = await encoderFor(weights);
        const request = { terrain: sources, lattice, radiusM, chunks };
        const { descriptor } = encoder;
        if (descriptor !== null) {
          yield* embeddedChunks(terrains, { ...request, descriptor, rotation }, signal, threads);
          return;
        }
        const stored = storedForm(rotation);
        for await (const { values, valid, ...chunk } of sampledChunks(terrains, request, signal, threads)) {
          const { embeddings } = embedSamples(encoder, { values, valid }, 1);
          yield { ...chunk, ...stored(embeddings, valid) };
        }
      },
      train: (spec, signal) => train(spec, signal),
      untrained: ({ patches, seed }) => untrainedEncoder(patches, seed),
    },
    heads: {
      fit: (request) => fitSvm(request),
      fitUncalibrated: (request) => fitUncalibrated(request),
      fitParts: (request) => fitParts(request),
      fittedDecisions: async (request) => ({ decisions: await svmDecisions(request) }),
      learningCurve,
      predict: ({ head, embeddings }) => Promise.resolve(predictHead(head, embeddings)),
      decide: ({ head, rotation, chunks }) => {
        const decide = decideAlong(head, rotation);
        return Promise.resolve(chunks.map((chunk) => decide(chunk)));
      },
      predictAcrossRadii: async ({ heads, encoder: weights, terrain: sources, location, radiiM }) => {
        const encoder = await encoderFor(weights);
        return terrains.use(sources, (terrain) =>
          predictAcrossRadii(terrain, encoder, heads, location, radiiM),
        );
      },
      refine: async ({ encoder: weights, terrain: sources, ...search }, signal) => {
        const encoder = await encoderFor(weights);
        return terrains.use(sources, (terrain) => refine(terrain, encoder, search, signal));
      },
      cnnDecisions: async (request, signal) => ({ decisions: await cnnDecisions(request, signal) }),
      predictLattice: async function* (
        { head, encoder: weights, terrain: sources, lattice, radiusM, chunks },
        signal,
      ) {
        const encoder = await encoderFor(weights);
        const request = { terrain: sources, lattice, radiusM, chunks };
        const predict = predictor(head, CHUNK_SIZE);
        for await (const { values, valid, ...chunk } of sampledChunks(terrains, request, signal)) {
          const { embeddings } = embedSamples(encoder, { values, valid }, head.copies);
          const { decisions } = predict(embeddings);
          for (const [cell, exists] of valid.entries()) if (exists === 0) decisions[cell] = NaN;
          yield { ...chunk, decisions };
        }
      },
      heatMapLattice,
    },
    places: {
      prepareSurroundings: ({ terrain: sources, locations, radiusM }, signal) =>
        terrains.use(sources, (terrain) =>
          prepareSurroundings(terrain, locations, radiusM, criticalTiles, signal),
        ),
      surroundings: ({ terrain: sources, locations, radiusM }, signal) =>
        terrains.use(sources, (terrain) =>
          surroundingsOf(terrain, locations, radiusM, criticalTiles, signal),
        ),
    },
    space: { explore, cluster },
  };
}
