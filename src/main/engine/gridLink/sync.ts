import { gridKinds, type gridLabels, type GridKind } from '../../../shared/contract/gridLabels';
import type { Topic } from '../../../shared/contract/project';
import { throwIfAborted, UserError } from '../../../shared/errors';
import type { Client } from '../../../shared/rpc/contract';
import type { Project } from '../context';
import { takeOver } from './incoming';
import { beginAnew, readLink } from './link';
import { confirmOutgoing, nextOutgoing } from './outgoing';

/** The labels and verdicts of a grid, wherever they are stored. */
export type GridLabels = Client<{ labels: typeof gridLabels }>['labels'];

/** The most labels that come at once. */
const MOST_LABELS = 20_000;

/** How many rows went and came. */
export interface Synchronised {
  readonly sent: number;
  readonly received: number;
}

/** What windows show anew when rows of a kind came. */
const topicsOf: Readonly<Record<GridKind, readonly Topic[]>> = {
  classes: ['classes', 'areas', 'labels', 'grid-verdicts', 'heads', 'detections', 'undo'],
  areas: ['areas', 'labels', 'classes', 'undo'],
  labels: ['labels', 'classes', 'areas'],
  verdicts: ['grid-verdicts'],
};

/**
 * Sends a linked project's changes to its grid and takes the grid's changes over. It may end at any moment: what was sent is not
 * stored twice, what is not confirmed is sent again.
 * @throws UserError as the grid does; what was not sent stays to be sent
 */
export async function synchronise(
  project: Project,
  grid: Pick<GridLabels, 'push' | 'pull'>,
  signal: AbortSignal,
): Promise<Synchronised> {
  const { database } = project;
  let sent = 0;
  let received = 0;
  let isStuck = false;
  for (;;) {
    const sentBefore = sent;
    for (let next = await nextOutgoing(database); next !== null; next = await nextOutgoing(database)) {
      const adopted = await grid.push(next, signal);
      sent += await confirmOutgoing(database, adopted);
      if (adopted.length > 0) project.changed('labels', 'areas', 'classes');
      throwIfAborted(signal);
    }
    const link = await readLink(database);
    if (link === null) return { sent, received };
    const { changes, upTo, more } = await grid.pull({ after: link.cursor, limit: MOST_LABELS }, signal);
    const taken = await takeOver(database, changes, upTo);
    if (taken === null && (sent > sentBefore || !isStuck)) {
      // Where nothing was sent, something may have been changed here since: that goes first now.
      isStuck = sent === sentBefore;
      continue;
    }
    if (taken === null) {
      await beginAnew(database);
      throw new UserError(
        'bad-input',
        'The grid names a class that this project has not. All that it has is fetched again.',
      );
    }
    const came = gridKinds.filter((kind) => taken[kind] > 0);
    if (came.length > 0) project.changed('project', ...came.flatMap((kind) => topicsOf[kind]));
    for (const kind of came) received += taken[kind];
    if (!more) return { sent, received };
  }
}
