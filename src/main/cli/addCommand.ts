import { resolve } from 'node:path';
import type { Command } from 'commander';
import { addExplained } from './explained';
import type { Output } from './output';
import { Workbench } from './workbench';

/** Folder of resources, beside the built command's folder. */
const RESOURCES_DIR = resolve(__dirname, '..', '..', 'resources');

/** The action of a command, with the workbench, its arguments and options. */
type Work<Options> = (
  workbench: Workbench,
  output: Output,
  args: string[],
  options: Options,
) => Promise<void>;

/** Adds a command that works with a workbench. @param parent default: the program */
export type AddCommand = <Options>(
  usage: string,
  what: string,
  work: Work<Options>,
  parent?: Command,
) => Command;

/** What adds commands to a program. */
export const addTo =
  (program: Command): AddCommand =>
  <Options>(usage: string, what: string, work: Work<Options>, parent: Command = program) =>
    addExplained(parent, usage, what, async (output, command) => {
      const workbench = new Workbench(output, RESOURCES_DIR);
      try {
        await work(workbench, output, command.args, command.opts<Options & { json?: boolean }>());
      } finally {
        const { setAside } = workbench.local.settings;
        if (setAside !== null) process.stderr.write(`${setAside}\n`);
        await workbench.close();
      }
    });
