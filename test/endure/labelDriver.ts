import { writeSync } from 'node:fs';
import { UserError } from '../../src/shared/errors';
import { Random } from '../../src/shared/statistics/random';
import { engineAlone } from './engineAlone';
import { handlersOf } from '../../src/main/engine/handlers';

/** A label as the log and the check write it. */
export const labelText = (classId: string, lonDeg: number, latDeg: number, positive: boolean): string =>
  JSON.stringify([classId, lonDeg, latDeg, positive]);

/**
 * Labels a project as a person at the window does, by the engine's own procedures: answers of both signs, and now and then a
 * undo. On stdout it writes what is about to be done (`do …`), and `ok` once it was acknowledged.
 * @param steps how many
 */
export async function driveLabels(project: string, seed: number, steps: number): Promise<void> {
  const random = new Random(seed);
  const say = (line: string): void => {
    writeSync(1, `${line}\n`);
  };
  const engine = engineAlone(project, (error) => {
    console.error(error instanceof UserError ? error.message : error);
  });
  const { signal } = new AbortController();
  const { box } = await (await engine.open(project)).info();
  if (box === null) throw new Error('The project has no terrain.');
  let own = 0;
  for (let step = 0; step < steps; step++) {
    if (own > 0 && random.nextInt(6) === 0) {
      say('do undo');
      await handlersOf(engine).project.undo(undefined, signal);
      own -= 1;
    } else {
      const classId = random.nextInt(2) === 0 ? 'peak' : 'saddle';
      const lonDeg = box.westDeg + (0.05 + 0.9 * random.nextFloat()) * (box.eastDeg - box.westDeg);
      const latDeg = box.southDeg + (0.05 + 0.9 * random.nextFloat()) * (box.northDeg - box.southDeg);
      const positive = random.nextInt(2) === 0;
      say(`do ${labelText(classId, lonDeg, latDeg, positive)}`);
      await handlersOf(engine).labelling.answer({ classId, lonDeg, latDeg, positive }, signal);
      own += 1;
    }
    say('ok');
  }
  await engine.close();
}

/**
 * What the log says that the project holds: the labels that were acknowledged, and those that it may hold besides, where the
 * last step was not acknowledged before the process died.
 */
export function labelsOfLog(stdout: string): { acknowledged: string[]; perhaps: string[] } {
  const labels: string[] = [];
  let acknowledged: string[] = [];
  for (const line of stdout.split('\n').slice(0, -1)) {
    if (line === 'do undo') labels.pop();
    else if (line.startsWith('do ')) labels.push(line.slice(3));
    else acknowledged = [...labels];
  }
  return { acknowledged, perhaps: labels };
}
