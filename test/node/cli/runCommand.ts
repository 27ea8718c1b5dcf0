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
export async function runCommand(
  folder: string,
  ...args: string[]
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [cli, ...args], { env: commandEnv(folder) });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
  await once(child, 'close');
  return { code: child.exitCode, stdout, stderr };
}
