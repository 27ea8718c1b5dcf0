import { userErrorOf } from '../../shared/systemErrors';
import type { Output } from './output';

/** Does the work of a command. What goes wrong is explained on stderr and sets the exit code: 1 a bug or an interruption, 2 bad input. */
export async function explaining(output: Output, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    output.endProgress();
    const explained = userErrorOf(error);
    if (explained === null) console.error(error);
    else process.stderr.write(`${explained.message}\n`);
    process.exitCode =
      explained === null || explained.code === 'cancelled' || explained.code === 'compute-stopped' ? 1 : 2;
  }
}
