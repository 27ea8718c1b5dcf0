import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const suffix = '?kernel';

/** Fastest code, no runtime checks, no garbage collector: the caller lays out the memory. */
const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'];

/** Every kernel exports the end of its own data. */
const heapBase = '\nexport function heapBase(): usize { return __heap_base; }\n';

/**
 * Plugin that compiles a kernel written in AssemblyScript to WebAssembly: `import code from './polar.as?kernel'` gives the
 * module that `polar.as.ts` becomes, as a Uint8Array. It is inside the chunk, so that a kernel starts the same from sources, from
 * the build, from the archive of the packaged app and in a worker.
 *
 * @returns {import('vite').Plugin}
 */
export function wasmKernel() {
  return {
    name: 'wasm-kernel',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith(suffix)) return undefined;
      const module = await compiled(id.slice(0, -suffix.length), (path) => {
        this.addWatchFile(path);
      });
      return {
        code: `export default Buffer.from('${Buffer.from(module).toString('base64')}', 'base64');`,
        map: null,
      };
    },
  };
}

/**
 * @param {string} entry - path of the kernel's source.
 * @param {(path: string) => void} onRead - called with each source that is read.
 * @returns {Promise<Uint8Array>}
 */
async function compiled(entry, onRead) {
  // The set-up reads this file before the packages are installed.
  const { main } = await import('assemblyscript/asc');
  const folder = dirname(entry);
  /** @type {Uint8Array | undefined} */
  let module;
  let complaints = '';
  const { error } = await main([basename(entry), '--outFile', 'kernel.wasm', ...options], {
    readFile: async (name) => {
      const path = join(folder, name);
      const text = await readFile(path, 'utf8').catch(() => null);
      if (text !== null) onRead(path);
      return name === basename(entry) && text !== null ? text + heapBase : text;
    },
    writeFile: (_name, contents) => {
      if (typeof contents !== 'string') module = contents;
    },
    listFiles: () => [],
    stderr: {
      write: (text) => {
        complaints += text;
      },
    },
  });
  if (error !== null || module === undefined)
    throw new Error(`${entry} could not be compiled.\n${complaints}`);
  return module;
}
