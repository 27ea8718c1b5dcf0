import type { Command } from 'commander';
import { userErrorOf } from '../../shared/systemErrors';
import { Output } from './output';

/**
 * Adds a command whose errors are explained on stderr.
 * @param parent the program, or a group of its commands
 * @param work is given the command, with its arguments and options
 */
export const addExplained = (
  parent: Command,
  usage: string,
  what: string,
  work: (output: Output, command: Command) => Promise<void>,
): Command =>
  parent
    .command(usage)
    .description(what)
    .option('--json', 'print the result as JSON on stdout')
    .action(async (...values: unknown[]) => {
      const self = values.at(-1) as Command;
      const output = new Output(self.opts<{ json?: boolean }>().json === true);
      await explaining(output, () => work(output, self));
    });

/** Does the work of a command. What goes wrong is explained on stderr and sets the exit code: 1 a bug or an interruption, 2 bad input. */
async function explaining(output: Output, work: () => Promise<void>): Promise<void> {
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
