import { z } from 'zod';
import { call, nothing } from '../rpc/contract';
import { encoders } from './compute/encoders';
import { heads } from './compute/heads';
import { places } from './compute/places';
import { space } from './compute/space';

export type { Copies, EncoderWeights, TrainEvent, TrainSpec } from './compute/encoders';
export {
  headModel,
  headNumbers,
  type HeadModel,
  type HeatMapEvent,
  type HeatMapRequest,
  type SvmModel,
} from './compute/heads';
export type { SpaceEvent } from './compute/space';
export { lattice, terrainSources, type LatticeValue, type TerrainSources } from './compute/terrain';

export const deviceDescription = z.object({
  device: z.enum(['cpu', 'gpu']),
  /** e.g. `AMD EPYC, 2 threads` */
  name: z.string(),
  /** The library of the CPU kernels, and its instruction set where known, e.g. `oneDNN, AVX2`. */
  kernels: z.string(),
  /** Names and versions of TensorFlow, its binding and tfjs. */
  software: z.record(z.string(), z.string()),
});
export type DeviceDescription = z.infer<typeof deviceDescription>;

/** Everything that needs TensorFlow, and lattices, which all cores work on. */
export const computeContract = {
  device: { describe: call(nothing, deviceDescription) },
  encoders,
  heads,
  places,
  space,
} as const;
