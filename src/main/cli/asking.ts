import { resolve } from 'node:path';
import { whyUnusable } from '../engine/dtms/dtms';
import { classIdOf, encoderIdOf } from './values';
import type { Workbench } from './workbench';
import { handlersOf } from '../engine/handlers';

/** Opens the project of the first argument, and says which of its DTMs are not used. */
export async function open(workbench: Workbench, [path = '']: string[]): Promise<void> {
  await workbench.engine.open(resolve(path));
  for (const dtm of await ask(workbench).dtms.list(undefined, never()))
    if (dtm.state !== 'ready') workbench.note(whyUnusable(dtm));
}

/** Opens the project of the first argument for a command that changes nothing in it. */
export async function look(workbench: Workbench, [path = '']: string[]): Promise<void> {
  await workbench.engine.open(resolve(path), 'look');
}

/** The handlers that a window would call. */
export const ask = (workbench: Workbench): ReturnType<typeof handlersOf> => handlersOf(workbench.engine);

/** A signal that never fires. */
export const never = (): AbortSignal => new AbortController().signal;

/** The classes that a person named. */
export async function classIds(workbench: Workbench, names: readonly string[]): Promise<string[]> {
  const classes = await ask(workbench).labels.classes(undefined, never());
  return names.map((name) => classIdOf(name, classes));
}

/** The encoder that a person named, else the default. */
export async function encoderId(workbench: Workbench, name: string | undefined): Promise<number> {
  return encoderIdOf(name, await ask(workbench).encoders.list(undefined, never()));
}
