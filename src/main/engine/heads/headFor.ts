import type { HeadInfo } from '../../../shared/contract/heads';
import { UserError } from '../../../shared/errors';
import { grown } from '../../../shared/geo/lonLat';
import { splitMarginM } from '../../../shared/terrain/patch';
import type { Project, TaskWork } from '../context';
import { findClasses } from '../labels/classes';
import { fitHead } from './fitHead';
import { addMapping, findHead, listHeads, readMapping } from './heads';
import { measureLessons } from './learn';
import { lessonsFor } from './lessons';

/**
 * The head of a class for an encoder, of those that learned from ground that is still there: the newest one fitted at one of the
 * radii, else the one nearest to them in scale (terrain looks alike across scales: paper, section 2.1), else one that is
 * fitted now, at the class's own radius or, where it has none, at the finest of them. It is measured on the map at each of the
 * radii where that can be and was not.
 */
export async function headFor(
  project: Project,
  classId: string,
  encoderId: number,
  radiiM: readonly number[],
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): Promise<HeadInfo> {
  const candidates = (await listHeads(project.database)).filter(
    (head) => head.classId === classId && head.encoderId === encoderId && !head.otherGround,
  );
  const scaleDistance = (head: HeadInfo): number =>
    Math.min(...radiiM.map((radiusM) => Math.abs(Math.log2(head.radiusM / radiusM))));
  const [nearest] = candidates.sort((a, b) => scaleDistance(a) - scaleDistance(b) || b.id - a.id);
  const headId = nearest?.id ?? (await fitNow(project, classId, encoderId, radiiM, report, signal));
  const head = await findHead(project.database, headId);
  for (const radiusM of radiiM) await measureAt(project, head, radiusM, report, signal);
  return findHead(project.database, headId);
}

async function fitNow(
  project: Project,
  classId: string,
  encoderId: number,
  radiiM: readonly number[],
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): Promise<number> {
  const [labelClass] = await findClasses(project.database, [classId]);
  return fitHead(
    project,
    {
      kind: 'fit-head',
      classId,
      encoderId,
      radiusM: labelClass?.radiusM ?? radiiM[0] ?? 0,
      trainBox: undefined,
      testBox: undefined,
      seed: 0,
      c: null,
      gamma: null,
      balanced: false,
      symmetries: false,
    },
    report,
    signal,
  );
}

/** Measures a head on the map at a radius, unless that was done: by heads that learn as it did, from the labels of now. */
async function measureAt(
  project: Project,
  head: HeadInfo,
  radiusM: number,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): Promise<void> {
  const { mapping, drawn } = await readMapping(project.database, head.id);
  if (mapping.mappings.some((known) => known.radiusM === radiusM)) return;
  report({ done: 0, total: 1, unit: 'heads', message: `Measuring ${head.name} at ${radiusM} m` });
  // What older versions and labelling loops made does not say how it was drawn, only how much of each sign.
  const { trainBox, testBox, trainSize, seed } = drawn ?? { trainSize: 2 * head.trainPositives, seed: 0 };
  const outside = testBox === undefined ? undefined : grown(testBox, splitMarginM(head.radiusM));
  const lessons = await lessonsFor(
    project,
    {
      ...{ classId: head.classId, encoderId: head.encoderId, radiusM: head.radiusM },
      ...{ c: head.c, gamma: head.gamma, balanced: head.balanced, symmetries: head.symmetries },
      ...{ seed, trainBox, outside, trainSize },
      negatives: drawn === null ? head.trainNegatives : undefined,
    },
    signal,
  ).catch(tooFewLabels);
  if (lessons === null) return;
  const at = { trainBox, outside, leastElevationM: undefined, anchor: mapping.anchor, radiusM };
  const measured = await measureLessons(project, lessons, at, report, signal);
  if (measured !== null) await addMapping(project, head.id, measured);
}

/** Labels may have been removed since a head was fitted: it still answers, and is not measured. */
function tooFewLabels(error: unknown): null {
  if (error instanceof UserError && error.code === 'too-few-labels') return null;
  throw error;
}
