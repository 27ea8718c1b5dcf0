import type { EncoderInfo } from '../../../../shared/contract/encoders';
import { throwIfAborted } from '../../../../shared/errors';
import { FLAT_TIMES } from '../../../../shared/terrain/flatGround';
import { grown } from '../../../../shared/geo/lonLat';
import type { LabelClass } from '../../../../shared/labels/labelClasses';
import { splitMarginM } from '../../../../shared/terrain/patch';
import type { Project, TaskWork } from '../../context';
import { decisionsOver } from '../../maps/decisions';
import { detect, type MapShown } from '../../detections/detect';
import { flatGround } from '../../maps/flatGround';
import { HeldOutEmbeddings } from '../../heads/heldOutEmbeddings';
import { learnHead, type Learned } from '../../heads/learn';
import type { JudgedArea } from '../../heads/measureOnMap';
import { trainingExamples, type HeadSubject } from '../../heads/trainingExamples';
import type { MapMethod, MapTask } from './methods';

/** Least probability that is considered: far below what anybody would show, so that the whole curve is seen. */
const LEAST_PROBABILITY = 1e-4;

/** Heads of an encoder, fitted and run as the program does: in an area that neither overlaps the test box nor lies near it. */
export const encoderMethod = (encoder: EncoderInfo): MapMethod => ({
  name: encoder.card.name,
  detail: `C = ${encoder.card.headC}`,
  kind: 'encoder',
  answers: ({ orientationMatters }) => !(orientationMatters && encoder.card.invariant),
  make: async (project, classes, task, seeds, report, signal) => {
    const embeddings = new HeldOutEmbeddings(project);
    const heads: Learned[][] = [];
    for (const labelClass of classes) {
      const ofClass: Learned[] = [];
      for (const seed of seeds) {
        throwIfAborted(signal);
        const done = heads.length * seeds.length + ofClass.length;
        const message = `${labelClass.name}: fitting heads on ${encoder.card.name}`;
        report({ done, total: classes.length * seeds.length, unit: 'heads', message });
        ofClass.push(await learn(project, { labelClass, encoder, seed }, { ...task, embeddings }, signal));
      }
      heads.push(ofClass);
    }
    const { radiusM, stepM, testBox } = task;
    const flat = await flatGround(project, FLAT_TIMES);
    const wanted = { encoderId: encoder.id, radiusM, stepM, box: testBox, flat, keep: false };
    const models = heads.flat().map(({ model }) => model);
    const { maps, ...over } = await decisionsOver(project, models, wanted, report, signal);
    const shown = new Map<Learned, MapShown>();
    for (const [draw] of seeds.entries()) {
      for (const group of groupsOf(classes)) {
        const those = group.flatMap((index) => heads[index]?.[draw] ?? []);
        const ready = those.map(({ model, mapping: { anchor, mappings } }) => ({
          ...{ model, anchor },
          mapping: mappings[0] ?? null,
        }));
        const decided = {
          ...over,
          maps: those.map(({ model }) => maps[models.indexOf(model)] ?? new Float32Array()),
        };
        const found = await detect(project, ready, decided, wanted, signal, LEAST_PROBABILITY);
        for (const [index, head] of those.entries()) {
          const map = found[index];
          if (map !== undefined) shown.set(head, map);
        }
      }
    }
    return heads.map((ofClass) =>
      ofClass.map((head) => ({ places: shown.get(head)?.detections ?? [], expected: head.measure })),
    );
  },
});

/** Classes that compete, by their indices, and each of the others. */
function groupsOf(classes: readonly LabelClass[]): number[][] {
  const rivals = [...classes.keys()].filter((index) => classes[index]?.exclusive === true);
  const others = [...classes.keys()].filter((index) => !rivals.includes(index));
  return [...(rivals.length === 0 ? [] : [rivals]), ...others.map((index) => [index])];
}

async function learn(
  project: Project,
  head: Pick<HeadSubject, 'labelClass' | 'encoder'> & { readonly seed: number },
  { radiusM, trainBox, testBox, leastElevationM, embeddings }: MapTask & Pick<JudgedArea, 'embeddings'>,
  signal: AbortSignal,
): Promise<Learned> {
  const outside = grown(testBox, splitMarginM(radiusM));
  const examples = await trainingExamples(
    project,
    {
      ...{ ...head, radiusM, trainBox, outside },
      ...{ headKind: 'svm', c: null, gamma: null, balanced: false, symmetries: false },
      ...{ trainSize: undefined, negatives: undefined },
    },
    signal,
  );
  const silent: Parameters<TaskWork>[0] = () => undefined;
  return learnHead(project, examples, { trainBox, outside, leastElevationM, embeddings }, silent, signal);
}
