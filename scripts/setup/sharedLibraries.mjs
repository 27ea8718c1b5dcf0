import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * @param {string} program - path of an ELF file.
 * @returns {string[]} shared libraries that it needs and the system lacks; none where that cannot be asked.
 */
export function missingLibraries(program) {
  if (process.platform !== 'linux' || !existsSync(program)) return [];
  const output = execFileSync('ldd', [program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return notFound(output);
}

/**
 * @param {string} lddOutput
 * @returns {string[]} names of libraries that `ldd` did not find.
 */
export function notFound(lddOutput) {
  return [...lddOutput.matchAll(/^\s*(\S+) => not found$/gm)].map((match) => match[1] ?? '');
}
