import type { EncoderInfo } from '../../../shared/contract/encoders';
import type { HeadInfo } from '../../../shared/contract/heads';
import { UserError } from '../../../shared/errors';
import { grown } from '../../../shared/geo/lonLat';
import type { LabelClass } from '../../../shared/labels/labelClasses';
import { splitMarginM } from '../../../shared/terrain/patch';
import type { Project, TaskWork } from '../context';
import { fitHead } from './fitHead';
import { HeldOutEmbeddings } from './heldOutEmbeddings';
import { addMapping, listHeads, readHead, type StoredHead } from './heads';
import { measureOnMap } from './measureOnMap';
import { trainingExamples } from './trainingExamples';

/** What heads are needed for, as it was found when the task began. */
interface HeadsWanted {
  readonly classes: readonly LabelClass[];
  readonly encoder: EncoderInfo;
  /** Ascending, metres. */
  readonly radiiM: readonly number[];
}

/** A head, and the class that it recognises. */
export interface ClassHead extends StoredHead {
  readonly labelClass: LabelClass;
}

/**
 * A head for each class, in their order: of those for the encoder that were trained on terrain that is still there, the newest one
 * fitted at one of the radii, else the one nearest to them in scale (terrain looks alike across scales: paper, section 2.1), else
 * one that is fitted now, at the class's own radius or, where it has none, at the finest of them. It is measured on the map at each
 * of the radii where that is possible and was not done.
 */
export async function headsFor(
  project: Project,
  { classes, ...needed }: HeadsWanted,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): Promise<ClassHead[]> {
  const known = await listHeads(project.database);
  const wanted = { ...needed, embeddings: new HeldOutEmbeddings(project) };
  const found = new Map<string, ClassHead>();
  for (const labelClass of classes) {
    if (found.has(labelClass.id)) continue;
    const ofClass = { ...wanted, labelClass };
    const nearest = nearestHead(known, ofClass);
    let head =
      nearest === null
        ? await fitNow(project, ofClass, report, signal)
        : await readHead(project.database, nearest);
    for (const radiusM of wanted.radiiM)
      head = await measuredAt(project, head, ofClass, radiusM, report, signal);
    found.set(labelClass.id, { ...head, labelClass });
  }
  return classes.flatMap(({ id }) => found.get(id) ?? []);
}

type OfClass = Omit<HeadsWanted, 'classes'> &
  Pick<ClassHead, 'labelClass'> & { readonly embeddings: HeldOutEmbeddings };

/** The known head that fits best; null for none. */
function nearestHead(known: readonly HeadInfo[], { labelClass, encoder, radiiM }: OfClass): HeadInfo | null {
  const candidates = known.filter(
    (head) => head.classId === labelClass.id && head.encoderId === encoder.id && !head.otherTerrain,
  );
  const scaleDistance = (head: HeadInfo): number =>
    Math.min(...radiiM.map((radiusM) => Math.abs(Math.log2(head.radiusM / radiusM))));
  const [nearest = null] = candidates.sort((a, b) => scaleDistance(a) - scaleDistance(b) || b.id - a.id);
  return nearest;
}

const fitNow = (
  project: Project,
  { labelClass, encoder, radiiM, embeddings }: OfClass,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): Promise<StoredHead> =>
  fitHead(
    project,
    {
      ...{ labelClass, encoder, embeddings, radiusM: labelClass.radiusM ?? radiiM[0] ?? 0 },
      ...{ trainBox: undefined, testBox: undefined, seed: 0, headKind: 'svm' },
      ...{ c: null, gamma: null, balanced: false, symmetries: false },
    },
    report,
    signal,
  );

/** A head measured on the map at a radius, unless that was done: by heads that are trained as it was, on the current labels. */
async function measuredAt(
  project: Project,
  head: StoredHead,
  { labelClass, encoder, embeddings }: OfClass,
  radiusM: number,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): Promise<StoredHead> {
  const { info, mapping, drawn } = head;
  if (mapping.mappings.some((known) => known.radiusM === radiusM)) return head;
  report({ done: 0, total: 1, unit: 'heads', message: `Measuring ${info.name} at ${radiusM} m` });
  // Heads of older versions and labelling loops do not say how their training set was drawn, only how many of each sign.
  const { trainBox, testBox, trainSize, seed } = drawn ?? { trainSize: 2 * info.trainPositives, seed: 0 };
  const outside = testBox === undefined ? undefined : grown(testBox, splitMarginM(info.radiusM));
  const { c, gamma, balanced, symmetries } = info;
  const examples = await trainingExamples(
    project,
    {
      ...{ labelClass, encoder, radiusM: info.radiusM, c, gamma, balanced, symmetries },
      ...{ seed, trainBox, outside, trainSize, headKind: info.kind },
      negatives: drawn === null ? info.trainNegatives : undefined,
    },
    signal,
  ).catch(tooFewLabels);
  if (examples === null) return head;
  const { anchor } = mapping;
  const at = { trainBox, outside, leastElevationM: undefined, anchor, radiusM, embeddings };
  const measured = await measureOnMap(project, examples, at, report, signal);
  return measured === null ? head : addMapping(project, head, measured);
}

/** Labels may have been removed since a head was fitted: it still works, and is not measured. */
function tooFewLabels(error: unknown): null {
  if (error instanceof UserError && error.code === 'too-few-labels') return null;
  throw error;
}
