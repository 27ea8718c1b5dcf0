import { cpSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { labelClassCatalogue } from '../../src/shared/labels/labelClasses';
import { UserError } from '../../src/shared/errors';
import { taskSpec } from '../../src/shared/task';
import type { Engine } from '../../src/main/engine/engine';
import { engineAlone } from './engineAlone';
import { handlersOf } from '../../src/main/engine/handlers';

/** Imports after which the project is reopened: every import stays on the list of tasks. */
const IMPORTS_MAX = 200;

/** Classes that are taken from files: those that are found by tags. */
const classIds = labelClassCatalogue.filter(({ filter }) => filter !== null).map(({ id }) => id);

/** The project that labels are imported into; it stays open between cases. */
let open: { readonly engine: Engine; readonly bugs: Error[]; imports: number } | null = null;

/**
 * Previews a label file and imports it as a window does, into a project of this process, and undoes the step.
 * @param folder with the file `labels.…`; the project lies beside the folder
 * @param seeds with a project in `labels project`
 * @throws UserError when it is refused, else what the engine calls a bug
 */
export async function readLabels(folder: string, seeds: string): Promise<void> {
  const name = readdirSync(folder).find((entry) => /^labels\.(?!dbf|prj|cpg)/.test(entry));
  if (name === undefined) throw new Error(`No label file lies in ${folder}.`);
  const session = await sessionFor(join(dirname(folder), 'labels'), seeds);
  const { engine, bugs } = session;
  bugs.length = 0;
  session.imports += 1;
  const { signal } = new AbortController();
  const path = join(folder, name);
  try {
    await handlersOf(engine).labels.inspect({ path }, signal);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  const spec = taskSpec.parse({ kind: 'import-labels', path, classIds });
  const taskId = engine.current.start(spec);
  const task = await engine.current.waitFor(taskId, () => undefined, signal);
  const [bug] = bugs;
  if (bug !== undefined) throw bug;
  if (task.errorCode !== null) throw new UserError(task.errorCode, task.error ?? '');
  if (task.state !== 'done') throw new Error(task.error ?? `The import is ${task.state}.`);
  if (task.result?.kind === 'labels' && task.result.report.added > 0)
    await handlersOf(engine).project.undo(undefined, signal);
}

async function sessionFor(folder: string, seeds: string): Promise<NonNullable<typeof open>> {
  if (open !== null && open.imports < IMPORTS_MAX) return open;
  await open?.engine.close();
  open = null;
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(seeds, LABELS_PROJECT), folder, { recursive: true });
  const bugs: Error[] = [];
  const project = join(folder, 'p.topo2vec');
  const engine = engineAlone(project, (error) => {
    bugs.push(error instanceof Error ? error : new Error(JSON.stringify(error)));
  });
  await engine.open(project);
  open = { engine, bugs, imports: 0 };
  return open;
}

/** The folder of the seeds with the project that labels are imported into. */
export const LABELS_PROJECT = 'labels project';
