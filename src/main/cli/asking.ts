import { resolve } from 'node:path';
import { whyUnusable } from '../engine/dtms/dtms';
import { classIdOf, encoderIdOf } from './values';
import type { Workbench } from './workbench';

/** Opens the project of the first argument, and notes which of its DTMs are not used. */
export async function open(workbench: Workbench, [path = '']: string[]): Promise<void> {
  await workbench.local.open(resolve(path));
  for (const dtm of await workbench.engine.dtms.list())
    if (dtm.state !== 'ready') workbench.note(whyUnusable(dtm));
}

/** Opens the project of the first argument read-only, for commands that do not change it. */
export async function look(workbench: Workbench, [path = '']: string[]): Promise<void> {
  await workbench.local.open(resolve(path), 'look');
}

/** Ids of the classes that the user named. */
export async function classIds(workbench: Workbench, names: readonly string[]): Promise<string[]> {
  const classes = await workbench.engine.labels.classes();
  return names.map((name) => classIdOf(name, classes));
}

/** Id of the encoder that the user named, else of the default. */
export async function encoderId(workbench: Workbench, name: string | undefined): Promise<number> {
  return encoderIdOf(name, await workbench.engine.encoders.list());
}
