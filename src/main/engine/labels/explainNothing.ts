import { UserError } from '../../../shared/errors';
import { plural } from '../../../shared/format';
import type { ReadLabels, ReadRequest } from './readLabels';

/** The most kinds that a message names. */
const KINDS = 5;

/** The error for a file from which nothing was imported: what it holds, and what to do. */
export function explainNothing(
  name: string,
  classes: ReadRequest['classes'],
  { holds, leftOut, isList }: Pick<ReadLabels, 'holds' | 'leftOut' | 'isList'>,
): UserError {
  const names = classes.map((each) => each.name.toLowerCase()).join(', ');
  const kinds = holds.slice(0, KINDS).map((kind) => `${kind.name} (${kind.count})`);
  const rest = holds.length > KINDS ? ' and others' : '';
  const others = leftOut
    .filter((each) => each.name !== 'of other kinds')
    .map((each) => `${each.count} ${each.count === 1 ? 'feature' : 'features'} ${each.name}`);
  const said = [
    `${name} holds nothing tagged as ${names}.`,
    kinds.length > 0 ? `It holds ${kinds.join(', ')}${rest}.` : '',
    isList && classes.length > 1 ? 'It is a list of places of one kind: choose one class.' : '',
    others.length > 0 ? `Left out: ${others.join(', ')}.` : '',
    kinds.length > 0
      ? `To import some of them as ${plural(classes[0]?.name.toLowerCase() ?? 'label')}, choose them by an attribute, or import everything: in the dialog, or with --where key=value or --everything.`
      : '',
  ];
  return new UserError('not-found', said.filter((each) => each !== '').join(' '));
}
