import { basename } from 'node:path';

/**
 * The user's own npm, so that its proxies, mirrors and certificates apply.
 *
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {[string, string[]]} command and arguments.
 */
export function npmCommand(args, env = process.env) {
  // Set when npm itself started this process: the same npm is called again.
  const npm = env['npm_execpath'];
  if (npm !== undefined && basename(npm) === 'npm-cli.js') return [process.execPath, [npm, ...args]];
  return ['npm', args];
}
