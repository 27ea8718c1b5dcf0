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
import { learnHead, type Learned } from '../../heads/learn';
import { lessonsFor } from '../../heads/lessons';
import type { MapMethod, MapTask } from './methods';

/** Least probability that is looked at: far below what anybody would show, so that the whole curve is seen. */
const LEAST_PROBABILITY = 1e-4;

/** Heads of an encoder, fitted and run as the program does: on ground none of which is in the test box or near it. */
export const encoderMethod = ({ id: encoderId, card }: EncoderInfo): MapMethod => ({
  name: card.name,
  detail: `C = ${card.headC}`,
  kind: 'encoder',
  answers: ({ orientationMatters }) => !(orientationMatters && card.invariant),
  make: async (project, classes, task, seeds, report, signal) => {
    const heads: Learned[][] = [];
    for (const { id: classId, name } of classes) {
      const ofClass: Learned[] = [];
      for (const seed of seeds) {
        throwIfAborted(signal);
        const done = heads.length * seeds.length + ofClass.length;
        const message = `${name}: fitting heads on ${card.name}`;
        report({ done, total: classes.length * seeds.length, unit: 'heads', message });
        ofClass.push(await learn(project, { classId, encoderId, seed }, task, signal));
      }
      heads.push(ofClass);
    }
    const { radiusM, stepM, testBox } = task;
    const flat = await flatGround(project, FLAT_TIMES);
    const wanted = { encoderId, radiusM, stepM, box: testBox, flat, keep: false };
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
  head: { readonly classId: string; readonly encoderId: number; readonly seed: number },
  { radiusM, trainBox, testBox, leastElevationM }: MapTask,
  signal: AbortSignal,
): Promise<Learned> {
  const outside = grown(testBox, splitMarginM(radiusM));
  const lessons = await lessonsFor(
    project,
    {
      ...{ ...head, radiusM, trainBox, outside },
      ...{ c: null, gamma: null, balanced: false, symmetries: false },
      ...{ trainSize: undefined, negatives: undefined },
    },
    signal,
  );
  const silent: Parameters<TaskWork>[0] = () => undefined;
  return learnHead(project, lessons, { trainBox, outside, leastElevationM }, silent, signal);
}
