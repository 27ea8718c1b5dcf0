import type { Command } from 'commander';
import type { Nameable } from '../../shared/contract/names';
import type { AddCommand } from './addCommand';
import { listLookAlikesCommand, listRunsCommand, nameCommand } from './nameCommands';

/** Adds the commands that list and name what was found. */
export function addNameCommands(add: AddCommand, program: Command): void {
  const runs = program.command('runs').description('list and name the runs of a project');
  add('list <project>', 'list what was detected, newest first', listRunsCommand, runs);
  addNaming(add, runs, 'run', '<run>');
  const alike = program.command('look-alikes').description('list and name searches for look-alikes');
  add('list <project>', 'list what was searched for, newest first', listLookAlikesCommand, alike);
  addNaming(add, alike, 'retrieval', '<search>');
}

/** Adds the command `name` to a group. @param what the argument that says which one */
export function addNaming(add: AddCommand, group: Command, of: Nameable, what: string): void {
  add(
    `name <project> ${what} [name]`,
    'set the name or the note of one; an empty text removes it',
    nameCommand(of),
    group,
  ).option('--note <TEXT>', 'what is to be noted about it');
}
