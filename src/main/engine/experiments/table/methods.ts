import type { Copies, EncoderWeights } from '../../../../shared/contract/compute';
import type { TableMethod } from '../../../../shared/experiments/options/tableMethods';
import { PATCH_VALUES, spacingM } from '../../../../shared/terrain/patch';
import { classicalAnswer } from '../../../terrain/landforms/classicalAnswer';
import { normalisePatches } from '../../../terrain/patch/normalise';
import type { Project } from '../../context';
import { encoderWeights, findEncoder } from '../../encoders/encoders';
import { locationsAt, rowsOf, type Draw, type Draws, type Sample } from './draws';

type SvmRequest = Parameters<Project['compute']['heads']['fittedDecisions']>[0];

/** Decisions on the test locations of a draw: [n], above 0 is yes. */
type Decide = (draw: Draw, seed: number) => Promise<Float32Array> | Float32Array;

/** A row of a table. */
export interface Method {
  readonly name: string;
  /** e.g. `C = 10, 8 symmetric copies`; empty for the paper's own way. */
  readonly detail: string;
  /** Its name in the paper, where it is one of the paper's methods; else empty. */
  readonly published: string;
  /** Prepares it for a column; null where it does not apply to the class. */
  readonly prepare: (
    column: { readonly classId: string; readonly radiusM: number; readonly draws: Draws },
    signal: AbortSignal,
  ) => Promise<Decide | null> | Decide | null;
}

/** @throws UserError `not-found` for an encoder that is not in the project */
export async function findMethod(project: Project, method: TableMethod): Promise<Method> {
  switch (method) {
    case 'cnn':
      return cnn(project);
    case 'untrained':
      return untrained(project);
    case 'classical':
      return classical;
    default:
      return svmOn(project, method);
  }
}

/** An SVM on the embeddings of an encoder of the project; the column is embedded once for all seeds. */
async function svmOn(
  project: Project,
  { encoderId, symmetries, c }: Exclude<TableMethod, string>,
): Promise<Method> {
  const { card } = await findEncoder(project.database, encoderId);
  const copies = symmetries ? 8 : 1;
  return {
    name: card.name,
    detail: [...(c === 1 ? [] : [`C = ${c}`]), ...(symmetries ? ['8 symmetric copies'] : [])].join(', '),
    published: symmetries ? '' : card.variant,
    prepare: async ({ radiusM, draws: { locations } }, signal) => {
      const weights = await encoderWeights(project.database, encoderId);
      const embeddings = await embed(project, weights, locations, radiusM, copies, signal);
      const width = copies * card.size;
      return ({ train, test }) =>
        svmDecisions(project, {
          embeddings: rowsOf(embeddings, width, train.places),
          labels: train.labels,
          testEmbeddings: rowsOf(embeddings, width, test.places),
          size: card.size,
          copies,
          c,
          signal,
        });
    },
  };
}

/** The paper's small network, trained on each draw. */
const cnn = (project: Project): Method => ({
  name: 'CNN',
  detail: '',
  published: 'cnn',
  prepare: ({ draws: { patches } }, signal) => {
    const { values } = normalisePatches(patches);
    return async ({ train, test }, seed) => {
      const request = {
        patches: rowsOf(values, PATCH_VALUES, train.places),
        labels: train.labels,
        testPatches: rowsOf(values, PATCH_VALUES, test.places),
        seed,
      };
      return (await project.compute.heads.cnnDecisions(request, signal)).decisions;
    };
  },
});

/** An untrained topo2vec encoder, another one for each seed, its batch norms calibrated on the training locations. */
const untrained = (project: Project): Method => ({
  name: 'Untrained topo2vec',
  detail: '',
  published: '',
  prepare: ({ radiusM, draws: { locations, patches } }, signal) => {
    const { values } = normalisePatches(patches);
    return async ({ train, test }, seed) => {
      const calibration = rowsOf(values, PATCH_VALUES, train.places);
      const weights = await project.compute.encoders.untrained({ patches: calibration, seed }, signal);
      const embedded = ({ places }: Sample): Promise<Float32Array> =>
        embed(project, weights, locationsAt(locations, places), radiusM, 1, signal);
      return svmDecisions(project, {
        embeddings: await embedded(train),
        labels: train.labels,
        testEmbeddings: await embedded(test),
        size: weights.card.size,
        copies: 1,
        c: 1,
        signal,
      });
    };
  },
});

/** Geomorphons and quadratic surfaces, which need no training. */
const classical: Method = {
  name: 'Classical',
  detail: 'geomorphons, quadratic surfaces',
  published: '',
  prepare: ({ classId, radiusM, draws: { patches } }) => {
    const answers = classicalAnswer(classId, patches, spacingM(radiusM));
    if (answers === null) return null;
    return ({ test }) => rowsOf(answers, 1, test.places).map((yes) => yes - 0.5);
  },
};

/** @returns [n, copies x size]; zeros for locations without a whole patch */
async function embed(
  project: Project,
  encoder: EncoderWeights,
  locations: Float64Array,
  radiusM: number,
  copies: Copies,
  signal: AbortSignal,
): Promise<Float32Array> {
  const terrain = await project.terrainSources();
  const request = { encoder, terrain, locations, radiusM, copies };
  return (await project.compute.encoders.embedLocations(request, signal)).embeddings;
}

/** Decisions of an SVM with scikit-learn's gamma="scale": the paper's way, but for C. */
async function svmDecisions(
  project: Project,
  { signal, ...request }: Omit<SvmRequest, 'gamma' | 'balanced'> & { readonly signal: AbortSignal },
): Promise<Float32Array> {
  const svm = { ...request, gamma: null, balanced: false };
  return (await project.compute.heads.fittedDecisions(svm, signal)).decisions;
}
