import type { MeasuredHead } from '../../../shared/contract/heads';
import { throwIfAborted } from '../../../shared/errors';
import { headKind, headKindNames } from '../../../shared/heads/headKinds';
import type { TaskSpec } from '../../../shared/task';
import type { Project, TaskWork } from '../context';
import { findEncoder } from '../encoders/encoders';
import { countLabels, findClass, ownRadiusM } from '../labels/classes';
import { HeldOutEmbeddings } from './heldOutEmbeddings';
import { learnHead } from './learn';
import { learningOf } from './learningOf';
import { balancedPart, measureBalanced } from './measureBalanced';
import { trainingExamples } from './trainingExamples';

type CompareSpec = Extract<TaskSpec, { kind: 'compare-kinds' }>;

/**
 * Fits a head of each kind as `fit-head` does by default, on the same examples, and measures it on the same folds and the same
 * held-out terrain. None is stored: `fit-head` fits the chosen one again, with the same figures.
 */
export function compareKindsWork(
  project: Project,
  { classId, encoderId, radiusM: asked, trainBox, seed }: CompareSpec,
): TaskWork {
  return async (report, signal) => {
    const labelClass = await findClass(project.database, classId);
    const encoder = await findEncoder(project.database, encoderId);
    const radiusM = asked ?? ownRadiusM(labelClass);
    const area = { trainBox, outside: undefined };
    const labelled = await countLabels(project.database, classId);
    const drawn = await trainingExamples(
      project,
      {
        ...{ labelClass, encoder, radiusM, seed, ...area },
        ...{ headKind: 'svm', c: null, gamma: null, balanced: false, symmetries: false },
        ...{ trainSize: undefined, negatives: undefined },
      },
      signal,
    );
    const embeddings = new HeldOutEmbeddings(project);
    const compared: MeasuredHead[] = [];
    for (const kind of headKind.options) {
      throwIfAborted(signal);
      report({
        done: compared.length,
        total: headKind.options.length,
        unit: 'kinds',
        message: headKindNames[kind],
      });
      const examples = { ...drawn, settings: { ...drawn.settings, kind } };
      const { metrics } = await measureBalanced(project, examples, { testBox: undefined, seed }, signal);
      const learning = await learningOf(project, balancedPart(examples), signal);
      const { measure } = await learnHead(
        project,
        examples,
        { ...area, leastElevationM: undefined, embeddings },
        () => undefined,
        signal,
      );
      compared.push({ kind, metrics, map: measure, learning });
    }
    return { kind: 'kinds', classId, encoderId, radiusM, compared, labelled };
  };
}
