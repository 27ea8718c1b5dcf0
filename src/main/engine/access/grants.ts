import { resolve } from 'node:path';
import { UserError } from '../../../shared/errors';
import { isOnce, type Grant } from '../../platform/parentPort';

const refusals: Record<Grant['to'], string> = {
  open: 'This path was not chosen in a dialog or dropped on the window. Open it again.',
  save: 'This path was not chosen in a dialog to save to, or was saved to already. Choose it again.',
  create: 'This path was not chosen for a new project, or has become one already. Choose it again.',
  overpass: "The Overpass server's address was not allowed in the program's own dialog.",
  grid: "The grid's address was not allowed in the program's own dialog.",
  'grid-place': "This place of a grid was not allowed in the program's own dialog.",
  basemap: "The basemap's address was not allowed in the program's own dialog.",
};

/**
 * What users allowed in windows. A path to save to is good for one save and for the project that was open when it was chosen:
 * what is there since then may be somebody's work. One for a new project is good for one, whichever is opened meanwhile. Other grants
 * last, since a DTM is read again and again.
 */
export class Grants {
  private readonly given = new Set<string>();

  add({ to, what }: Grant): void {
    this.given.add(keyOf(to, what));
  }

  /** @throws UserError `bad-input` for what no user allowed */
  check(to: Grant['to'], what: string): void {
    const key = keyOf(to, what);
    if (!this.given.has(key)) throw new UserError('bad-input', refusals[to]);
    if (isOnce(to)) this.given.delete(key);
  }

  /** Forgets the paths that nothing was saved to. */
  dropSaves(): void {
    for (const key of this.given) if (key.startsWith('save ')) this.given.delete(key);
  }
}

const keyOf = (to: Grant['to'], what: string): string =>
  `${to} ${to === 'open' || isOnce(to) ? resolve(what) : what}`;
