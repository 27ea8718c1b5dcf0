import type { HeadInfo } from '../../../shared/contract/heads';
import { UserError } from '../../../shared/errors';
import type { Project, TaskWork } from '../context';
import { findClasses } from '../labels/classes';
import { fitHead } from './fitHead';
import { listHeads } from './heads';

/**
 * The head of a class for an encoder, of those that learned from ground that is still there: the newest one fitted at one of the radii, else the one nearest to them in scale
 * (terrain looks alike across scales: paper, section 2.1), else one that is fitted now, at the class's own radius or, where it
 * has none, at the finest of them.
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
  if (nearest !== undefined) return nearest;
  const [labelClass] = await findClasses(project.database, [classId]);
  const headId = await fitHead(
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
  const fitted = (await listHeads(project.database)).find(({ id }) => id === headId);
  if (fitted === undefined)
    throw new UserError('not-found', `The head for ${classId} was removed meanwhile.`);
  return fitted;
}
