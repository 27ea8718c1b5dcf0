import type { EncoderInfo } from '../../../shared/contract/encoders';
import { throwIfAborted, UserError } from '../../../shared/errors';
import type { ReconstructionResult, ReconstructionSpec } from '../../../shared/experiments/reconstruction';
import { type LonLat, lonLatPairs } from '../../../shared/geo/lonLat';
import { PATCH_SIZE, PATCH_VALUES } from '../../../shared/terrain/patch';
import type { Project } from '../context';
import { encoderWeights, findEncoder, listEncoders } from '../encoders/encoders';
import type { Experiment } from './findings';

type Item = ReconstructionResult['items'][number];

/**
 * The fractal effect made visible (paper, section 2): patches, what the decoder makes of their embeddings, and the true finer
 * terrain, with the decoder's L1 and that of bilinear up-sampling. Items by location, then radius.
 * @throws UserError `bad-input` when the encoder has no decoder, `outside-terrain` naming the place and radius without a
 * whole patch
 */
export const reconstruction: Experiment<ReconstructionSpec> = async (project, spec, report, signal) => {
  const { id, card, factor } = await decodingEncoder(project, spec.encoderId);
  const radiiM = [...new Set(spec.radiiM)].sort((a, b) => a - b);
  const encoder = await encoderWeights(project.database, id);
  const terrain = await project.terrainSources();
  const locations = lonLatPairs(spec.locations);
  const byRadius: Item[][] = [];
  for (const [index, radiusM] of radiiM.entries()) {
    throwIfAborted(signal);
    const message = `Reconstructing patches of ${radiusM} m`;
    report({ done: index, total: radiiM.length, unit: 'radii', message });
    const found = await project.compute.encoders.reconstruct(
      { encoder, terrain, locations, radiusM },
      signal,
    );
    byRadius.push(
      spec.locations.map((location, place) => {
        if (found.valid[place] !== 1) throw noWholePatch(location, radiusM);
        const isDetailed = found.detailed[place] === 1;
        const size = ((PATCH_SIZE - 1) * found.factor) ** 2;
        const ofPlace = (values: Float32Array, width: number): number[] =>
          Array.from(values.subarray(place * width, (place + 1) * width), rounded);
        return {
          ...location,
          radiusM,
          reliefM: rounded(found.rangeM[place] ?? NaN),
          input: ofPlace(found.inputs, PATCH_VALUES),
          decoded: ofPlace(found.decoded, size),
          truth: isDetailed ? ofPlace(found.truth, size) : null,
          l1: isDetailed ? (found.l1[place] ?? null) : null,
          l1Bilinear: isDetailed ? (found.l1Bilinear[place] ?? null) : null,
        };
      }),
    );
  }
  const places = spec.locations.length === 1 ? '1 place' : `${spec.locations.length} places`;
  return {
    title: `Reconstruction by ${card.name}: ${places} at ${radiiM.join(', ')} m`,
    encoderIds: [id],
    result: {
      experiment: 'reconstruction',
      encoder: card.name,
      factor,
      items: spec.locations.flatMap((_, place) => byRadius.flatMap((items) => items[place] ?? [])),
    },
  };
};

/** The encoder asked for; for null, the project's default where it has a decoder, else the first that has. */
async function decodingEncoder(
  { database }: Project,
  encoderId: number | null,
): Promise<EncoderInfo & { factor: number }> {
  const asked = await findEncoder(database, encoderId);
  const others = await listEncoders(database);
  const able = others.find(({ card }) => card.factor !== null);
  const taken = encoderId === null && asked.card.factor === null ? able : asked;
  const factor = taken?.card.factor ?? null;
  if (taken !== undefined && factor !== null) return { ...taken, factor };
  throw new UserError(
    'bad-input',
    `The encoder ${asked.card.name} has no decoder, so it cannot reconstruct. ` +
      (able === undefined ? 'Train a topo2vec-4.' : `Use ${able.card.name} (${able.id}), which has one.`),
  );
}

const noWholePatch = ({ lonDeg, latDeg }: LonLat, radiusM: number): UserError =>
  new UserError(
    'outside-terrain',
    `There is no whole patch of ${radiusM} m at longitude ${lonDeg}, latitude ${latDeg}: it leaves the terrain or ` +
      'touches no-data. Choose a smaller radius or another place.',
  );

/** To four decimals: a ten-thousandth of a patch's relief, and what the stored report has room for. */
const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;
