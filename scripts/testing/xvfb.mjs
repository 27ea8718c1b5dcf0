import { spawn } from 'node:child_process';
import { SetupError } from '../setup/setupError.mjs';

/**
 * Starts an X server without a screen on a free display.
 *
 * @returns {Promise<{ display: string, stop: () => void }>} `display` is a value for DISPLAY.
 * @throws {SetupError} when it cannot be started.
 */
export function startXvfb() {
  return new Promise((resolve, reject) => {
    const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    server.stderr?.on('data', (/** @type {Buffer} */ chunk) => (errors += chunk.toString()));
    const fail = () => reject(new SetupError('Xvfb could not be started.', [], errors.trimEnd()));
    server.on('error', fail);
    server.on('exit', fail);
    const stop = () => server.kill();
    process.on('exit', stop);
    server.stdio[3]?.on('data', (/** @type {Buffer} */ chunk) => {
      resolve({ display: `:${chunk.toString().trim()}`, stop });
    });
  });
}
