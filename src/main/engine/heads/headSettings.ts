import type { Copies } from '../../../shared/contract/compute';
import type { HeadKind } from '../../../shared/heads/headKinds';
import type { Project } from '../context';
import { encoderWeights } from '../encoders/encoders';
import type { LabelledLocations } from './trainingSet';

/** How a head is trained on patches of one encoder and radius. */
export interface HeadSettings {
  readonly kind: HeadKind;
  readonly encoderId: number;
  readonly radiusM: number;
  readonly c: number;
  /** Null: 1 / (values x variance), scikit-learn's "scale". */
  readonly gamma: number | null;
  readonly balanced: boolean;
  /** Whether it is trained on each patch in its eight rotations and reflections. */
  readonly symmetries: boolean;
  readonly seed: number;
}

/** Labelled locations as an encoder sees them. */
export interface Embedded {
  /** [n x copies, size] */
  readonly embeddings: Float32Array;
  readonly size: number;
  readonly copies: Copies;
  /** [n] 1 positive, 0 negative */
  readonly labels: Uint8Array;
}

/** Embeds labelled locations, all of whose patches are whole. */
export async function embedLabelled(
  project: Project,
  settings: Pick<HeadSettings, 'encoderId' | 'radiusM' | 'symmetries'>,
  { locations, labels }: LabelledLocations,
  signal: AbortSignal,
): Promise<Embedded> {
  const copies = settings.symmetries ? 8 : 1;
  const { embeddings, valid } = await project.compute.encoders.embedLocations(
    {
      encoder: await encoderWeights(project.database, settings.encoderId),
      terrain: await project.terrainSources(),
      locations,
      radiusM: settings.radiusM,
      copies,
    },
    signal,
  );
  if (valid.includes(0)) throw new Error('A location with a whole patch has no embedding.');
  return { embeddings, labels, copies, size: embeddings.length / (labels.length * copies) };
}
