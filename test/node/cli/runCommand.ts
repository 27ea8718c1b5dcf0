import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

/** The built command. */
export const cli = resolve('out', 'main', 'cli.js');

/** Its environment: settings in a folder of the test's own, and no log output of TensorFlow. */
export const commandEnv = (folder: string): NodeJS.ProcessEnv => ({
  ...process.env,
  XDG_CONFIG_HOME: folder,
  TF_CPP_MIN_LOG_LEVEL: '2',
});

/** Runs the built command to its end. @param folder for its settings */
export const runCommand = (folder: string, ...args: string[]): Promise<Ended> =>
  runIn(commandEnv(folder), ...args);

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** As `runCommand`, with another environment. */
export async function runIn(env: NodeJS.ProcessEnv, ...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [cli, ...args], { env });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
  await once(child, 'close');
  return { code: child.exitCode, stdout, stderr };
}
