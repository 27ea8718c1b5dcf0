import { metres } from '../../../shared/format';
import { UserError } from '../../../shared/errors';
import { leastProbability } from '../../engine/detections/detectWork';
import { storedInfo } from '../../engine/heads/heads';
import type { Sql } from '../../grid/control/database';
import { exclusiveClassIds } from '../../grid/control/labels/list';
import type { GridRun } from '../../grid/control/runs';
import { listSentHeads, sentHeadOf } from '../../grid/control/sentHeads';
import type { Output } from '../output';
import { withGrid } from './opened';

/** Heads of a grid to detect with. */
export interface DetectHeads {
  readonly encoderKey: string;
  /** Ascending, metres. */
  readonly radiiM: readonly number[];
  /** The probability from which a project would show what they detect. */
  readonly threshold: number;
  readonly heads: GridRun['heads'];
}

/** Digits of a head's key that tell it apart. */
const KEY_DIGITS = 12;

export async function headsCommand(output: Output, [address = '']: string[]): Promise<void> {
  await withGrid(address, async ({ database }) => {
    const heads = await listSentHeads(database);
    output.result(
      heads,
      heads.length === 0
        ? 'Nobody sent a head yet. Send one in the window: Detect, Heads.'
        : heads
            .map(
              ({ key, name, classId, radiusM, addedBy }) =>
                `${key.slice(0, KEY_DIGITS)}  ${classId}, ${metres(radiusM)}, ${name}, from ${addedBy}`,
            )
            .join('\n'),
    );
  });
}

/**
 * Heads that people sent to the grid, to detect with.
 * @param keys beginnings of their keys, one head a class
 * @param radiiM default: those that they were trained at
 * @throws UserError `not-found`; `bad-input` where a beginning is that of several, for two of one class, and for several encoders
 */
export async function gridHeads(
  sql: Sql,
  keys: readonly string[],
  radiiM: readonly number[] | undefined,
): Promise<DetectHeads> {
  const sent = await listSentHeads(sql);
  const chosen = keys.map((begin) => {
    const [head, other] = sent.filter(({ key }) => key.startsWith(begin.toLowerCase()));
    if (head === undefined)
      throw new UserError(
        'not-found',
        `Nobody sent a head ${begin} to the grid. List them with: topo2vec grid heads`,
      );
    if (other !== undefined)
      throw new UserError(
        'bad-input',
        `The keys of ${head.name} and ${other.name} both begin with ${begin}.`,
      );
    return head;
  });
  const [first] = chosen;
  if (first === undefined) throw new UserError('bad-input', 'Name a head.');
  const twice = chosen.find(
    ({ classId }, index) => chosen.findIndex((head) => head.classId === classId) < index,
  );
  if (twice !== undefined)
    throw new UserError(
      'bad-input',
      `Two of the heads are of ${twice.classId}: detect with one of each class.`,
    );
  const foreign = chosen.find(({ encoderKey }) => encoderKey !== first.encoderKey);
  if (foreign !== undefined)
    throw new UserError(
      'bad-input',
      `${first.name} and ${foreign.name} decide on embeddings of different encoders: detect with one after the other.`,
    );
  const radii = [...new Set(radiiM ?? chosen.map(({ radiusM }) => radiusM))].sort((a, b) => a - b);
  const exclusive = await exclusiveClassIds(sql);
  const infos = await Promise.all(
    chosen.map(async ({ key }) => storedInfo.parse(JSON.parse((await sentHeadOf(sql, key)).info))),
  );
  const claims = chosen.flatMap(({ classId }, index) =>
    radii.map((radiusM) => ({
      ...{ classId, radiusM },
      measure: infos[index]?.map.find((measure) => measure.radiusM === radiusM) ?? null,
    })),
  );
  return {
    encoderKey: first.encoderKey,
    radiiM: radii,
    threshold: leastProbability(null, claims),
    heads: chosen.map(({ key, name, classId }) => ({
      key,
      name,
      classId,
      exclusive: exclusive.has(classId),
    })),
  };
}
