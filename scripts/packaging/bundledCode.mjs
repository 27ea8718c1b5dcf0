import { wasmKernel } from './wasmKernel.mjs';

const suffix = '?bundled';

/**
 * Plugin that lets a module import the code of another, bundled with everything it imports except Node's own modules, as text:
 * `import code from './worker?bundled'`. A worker made from it needs no file, so it starts the same from sources, from the
 * build and from the archive of the packaged app.
 *
 * @returns {import('vite').Plugin}
 */
export function bundledCode() {
  return {
    name: 'bundled-code',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith(suffix)) return undefined;
      const entry = id.slice(0, -suffix.length);
      // The set-up reads this file before the packages are installed.
      const { build } = await import('vite');
      const result = await build({
        configFile: false,
        plugins: [bundledCode(), wasmKernel()],
        logLevel: 'warn',
        ssr: { noExternal: true },
        build: {
          ssr: entry,
          write: false,
          minify: false,
          target: 'node16',
          rolldownOptions: { output: { format: 'cjs', codeSplitting: false } },
        },
      });
      const [chunk] = [result].flat().flatMap((part) => ('output' in part ? part.output : []));
      if (chunk?.type !== 'chunk') throw new Error(`${entry} could not be bundled.`);
      for (const module of chunk.moduleIds) this.addWatchFile(module);
      return {
        code: `export default ${JSON.stringify(chunk.code)};`,
        map: null,
        meta: { bundledModules: chunk.moduleIds },
      };
    },
  };
}

/**
 * @param {{ meta: Record<string, unknown> } | null} module - as the build knows it.
 * @returns {string[]} paths of the modules that {@link bundledCode} put into it.
 */
export function bundledModules(module) {
  const modules = module?.meta.bundledModules;
  return Array.isArray(modules) ? modules.filter((path) => typeof path === 'string') : [];
}
