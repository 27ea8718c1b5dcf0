import { join } from 'node:path';
import { UserError } from '../../src/shared/errors';
import { engineAlone } from './engineAlone';
import { handlersOf } from '../../src/main/engine/handlers';

/** A project that opened but holds fewer things than it states; not a UserError, so it counts as a fault. */
export class Damaged extends Error {}

/**
 * Opens a project as the command does and requests everything that a window shows of it, then undoes a step and
 * redoes it
 * again. A refused request does not prevent the others.
 * @throws the first error that is not a UserError; else the first UserError
 */
export async function readProject(folder: string): Promise<void> {
  const errors: Error[] = [];
  const note = (error: unknown): null => {
    errors.push(error instanceof Error ? error : new Error(JSON.stringify(error)));
    return null;
  };
  const project = join(folder, 'p.topo2vec');
  const engine = engineAlone(project, note);
  const { signal } = new AbortController();
  const handlers = handlersOf(engine);
  try {
    await engine.open(project);
    const info = await Promise.resolve(handlers.project.info(undefined, signal)).catch(note);
    const labels = await Promise.resolve(handlers.labels.list(undefined, signal)).catch(note);
    if (info !== null && labels !== null && info.labelCount !== labels.ids.length)
      note(new Damaged(`The project counts ${info.labelCount} labels and shows ${labels.ids.length}.`));
    const questions: (() => unknown)[] = [
      () => handlers.dtms.list(undefined, signal),
      () => handlers.labels.classes(undefined, signal),
      () => handlers.encoders.list(undefined, signal),
      () => handlers.encoders.layers(undefined, signal),
      () => handlers.heads.list(undefined, signal),
      () => handlers.retrievals.list(undefined, signal),
      () => handlers.experiments.list(undefined, signal),
      () => handlers.explorations.list(undefined, signal),
      () => handlers.mapLayers.list(undefined, signal),
      () => handlers.project.undoState(undefined, signal),
      async () => {
        for (const { id } of await handlers.detections.runs(undefined, signal))
          await handlers.detections.list({ runId: id }, signal);
      },
      () => handlers.project.undo(undefined, signal),
      () => handlers.labels.list(undefined, signal),
      () => handlers.project.redo(undefined, signal),
    ];
    for (const ask of questions) await Promise.resolve().then(ask).catch(note);
  } catch (error) {
    note(error);
  }
  await engine.close().catch(note);
  const worst = errors.find((error) => !(error instanceof UserError)) ?? errors[0];
  if (worst !== undefined) throw worst;
}
