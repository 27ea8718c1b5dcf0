import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import ts from 'typescript';
import tseslint from 'typescript-eslint';

/**
 * What eslint knows of a parser.
 *
 * @typedef {{ parseForESLint: (code: string, options: ParserOptions) => unknown }} Parser
 * @typedef {{ filePath: string, project?: unknown, programs?: ts.Program[], parser?: Parser }} ParserOptions
 */

const typescriptParser = /** @type {Parser} */ (/** @type {unknown} */ (tseslint.parser));

/**
 * typescript-eslint's parser for a room with components: all its files share one program, so that a type is found once.
 * typescript-eslint by itself makes its program anew for each file that Svelte's parser translates, and finds all types again.
 *
 * @param {string} tsconfig - path of the room's.
 * @param {Parser} svelteParser
 * @returns {Parser}
 */
export function componentParser(tsconfig, svelteParser) {
  /** @type {ts.Program | undefined} */
  let program;
  return {
    ...typescriptParser,
    parseForESLint(code, options) {
      if (!options.project || !runsOnce()) return typescriptParser.parseForESLint(code, options);
      program ??= translatedProgram(tsconfig, svelteParser);
      // What `--fix` has changed is no longer the program's.
      const isKnown = program.getSourceFile(options.filePath)?.text === code;
      return typescriptParser.parseForESLint(code, isKnown ? { ...options, programs: [program] } : options);
    },
  };
}

/** Whether eslint is run as a command: in an editor files change. */
function runsOnce() {
  return ['eslint', 'eslint.js'].includes(basename(process.argv[1] ?? ''));
}

/**
 * @param {string} tsconfig
 * @param {Parser} svelteParser
 * @returns {ts.Program} in which components and state are what Svelte's parser makes of them.
 */
function translatedProgram(tsconfig, svelteParser) {
  const room = dirname(resolve(tsconfig));
  const { fileNames, options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(tsconfig, ts.sys.readFile).config,
    ts.sys,
    room,
    { allowNonTsExtensions: true },
    tsconfig,
    undefined,
    [{ extension: '.svelte', isMixedContent: true, scriptKind: ts.ScriptKind.Deferred }],
  );
  const ours = new Set(fileNames.filter((path) => /\.svelte(\.ts)?$/.test(path)));
  // Rules ask nodes for their parents.
  const host = ts.createCompilerHost(options, true);
  const readFile = host.readFile.bind(host);
  host.readFile = (path) => (ours.has(path) ? translate(path, svelteParser) : readFile(path));
  return ts.createProgram(fileNames, options, host);
}

/**
 * @param {string} path - of a component or of state.
 * @param {Parser} svelteParser
 * @returns {string} the TypeScript that Svelte's parser hands on last.
 */
function translate(path, svelteParser) {
  let typescript = '';
  /** @type {Parser} */
  const parser = {
    ...typescriptParser,
    parseForESLint: (code, options) => {
      typescript = code;
      return typescriptParser.parseForESLint(code, options);
    },
  };
  svelteParser.parseForESLint(readFileSync(path, 'utf8'), { filePath: path, parser });
  return typescript;
}
