import { existsSync, lstatSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, makeFolder } from './cache.mjs';
import { lastLines, run } from './childProcesses.mjs';
import { here, nodeModules, repoRoot } from './paths.mjs';
import { noteRuntimes, readRuntimes } from './runtimes.mjs';
import { describeFailure, SetupError } from './setupError.mjs';
import { bindingFile } from './tensorflowBinding.mjs';
import { fillFromOfficialDownload } from './tensorflowOfficial.mjs';
import { fillFromWheels } from './tensorflowWheel.mjs';
import { tensorflowVersion } from './wheels.mjs';

/**
 * @typedef {'cpu' | 'gpu'} Variant
 *
 * One way to get TensorFlow.
 *
 * @typedef {object} Origin
 * @property {'official' | 'pypi'} source
 * @property {Variant} variant - what the library can use.
 * @property {string} name - of its folder in the cache.
 * @property {(folder: string, progress: import('./progress.mjs').Progress) => Promise<void>} fill - puts `deps/lib`
 * (the libraries) and `lib/napi-v8` (the binding) into the folder.
 */

const packageFolder = join(nodeModules, '@tensorflow', 'tfjs-node-gpu');
const check = join(repoRoot, 'scripts', 'setup', 'checkTensorflow.cjs');

/**
 * Provides TensorFlow to the npm package @tensorflow/tfjs-node-gpu. The libraries and the compiled binding live in
 * the cache; the package's folders `lib` and `deps` become links to them. @type {import('./setUp.mjs').Step}
 */
export const tensorflow = {
  title: 'TensorFlow',
  isDone: () => {
    const noted = readRuntimes().tensorflow;
    return (
      noted !== undefined &&
      noted.binding === bindingVersion() &&
      noted.wanted === wantedVariant() &&
      linkTarget(join(packageFolder, 'lib')) === join(noted.path, 'lib') &&
      existsSync(join(packageFolder, bindingFile))
    );
  },
  async run(progress) {
    const wanted = wantedVariant();
    /** @type {unknown} */
    let failure;
    const origins = originsFor(wanted);
    // An earlier set-up's copy in the cache does as well as a download, and is faster.
    const cached = origins.filter(
      (origin) => isCached(origin) && (origin.variant === 'gpu' || wanted === 'cpu'),
    );
    for (const origin of new Set([...cached, ...origins])) {
      try {
        return await provide(origin, wanted, progress);
      } catch (error) {
        // Many networks block the official download; the failure of the other way is more informative.
        if (origin.source === 'pypi') failure = error;
        const reason = error instanceof Error ? error.message : String(error);
        progress.note(`${describeOrigin(origin)}: ${reason}`);
      }
    }
    throw failure;
  },
};

/**
 * @param {Origin} origin
 * @param {Variant} wanted
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<string>}
 */
async function provide(origin, wanted, progress) {
  const folder = folderOf(origin);
  if (isCached(origin)) {
    try {
      return await link(folder, origin, wanted, progress);
    } catch (error) {
      progress.note(`${folder} does not work and is rebuilt: ${describeFailure(error)}`);
      rmSync(folder, { recursive: true, force: true });
    }
  }
  await makeFolder(folder, async (partial) => {
    await origin.fill(partial, progress);
    await link(partial, origin, wanted, progress);
  });
  return link(folder, origin, wanted, progress);
}

/**
 * Links the package to a folder, checks that it works there and notes it.
 *
 * @param {string} folder
 * @param {Origin} origin
 * @param {Variant} wanted
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<string>}
 */
async function link(folder, origin, wanted, progress) {
  progress.say('multiplying two matrices');
  for (const part of ['lib', 'deps']) {
    const place = join(packageFolder, part);
    rmSync(place, { recursive: true, force: true });
    symlinkSync(join(folder, part), place, 'junction');
  }
  const { code, output } = await run(process.execPath, [check, packageFolder], { limitS: 300 });
  const result = /^checked (\{.*\})$/m.exec(output)?.[1];
  if (code !== 0 || result === undefined) {
    throw new SetupError('TensorFlow was installed but does not work.', [], lastLines(output));
  }
  /** @type {{ version: string, gpu: boolean }} */
  const { version, gpu } = JSON.parse(result);
  // The official library needs a CUDA of 2021 on the machine; current CUDA comes with the wheels.
  if (wanted === 'gpu' && origin.source === 'official' && !gpu) {
    throw new SetupError('This TensorFlow does not see the GPU.', [], lastLines(output));
  }
  const { source, variant } = origin;
  noteRuntimes({ tensorflow: { version, variant, source, path: folder, wanted, binding: bindingVersion() } });
  return `${version}, ${describeOrigin(origin)}, runs on the ${gpu ? 'GPU' : 'CPU'}`;
}

/**
 * @param {Variant} wanted
 * @returns {Origin[]} in the order in which they are tried.
 */
function originsFor(wanted) {
  const version = bindingVersion();
  /** @type {Origin[]} */
  const origins = [
    {
      source: 'official',
      variant: 'gpu',
      name: `official-tfjs-${version}-${here}`,
      fill: (folder, progress) => fillFromOfficialDownload(packageFolder, folder, progress),
    },
  ];
  for (const variant of /** @type {Variant[]} */ (wanted === 'gpu' ? ['gpu', 'cpu'] : ['cpu'])) {
    origins.push({
      source: 'pypi',
      variant,
      name: `${tensorflowVersion}-${variant}-tfjs-${version}-${here}`,
      fill: (folder, progress) => fillFromWheels(packageFolder, folder, variant, progress),
    });
  }
  return origins;
}

/**
 * @param {NodeJS.ProcessEnv} [env] - TOPO2VEC_TENSORFLOW may ask for `cpu` or `gpu`.
 * @param {(path: string) => boolean} [exists]
 * @returns {Variant} `gpu` where an NVIDIA driver is present, unless stated otherwise.
 */
export function wantedVariant(env = process.env, exists = existsSync) {
  const stated = env['TOPO2VEC_TENSORFLOW'];
  if (stated === 'cpu' || stated === 'gpu') return stated;
  const signsOfDriver = ['/proc/driver/nvidia/version', '/dev/nvidiactl', '/usr/lib/wsl/lib/libcuda.so.1'];
  return signsOfDriver.some(exists) ? 'gpu' : 'cpu';
}

/** @param {Origin} origin */
function describeOrigin({ source, variant }) {
  return source === 'official' ? 'official download' : `${variant === 'gpu' ? 'GPU' : 'CPU'} build by pip`;
}

/** @param {Origin} origin */
function folderOf(origin) {
  return join(cacheFolder(), 'tensorflow', origin.name);
}

/** @param {Origin} origin */
function isCached(origin) {
  return existsSync(folderOf(origin));
}

function bindingVersion() {
  const file = join(packageFolder, 'package.json');
  if (!existsSync(file))
    throw new SetupError('The npm package tfjs-node-gpu is not installed.', ['Run: npm ci']);
  return String(JSON.parse(readFileSync(file, 'utf8')).version);
}

/** @param {string} path */
function linkTarget(path) {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(path) : undefined;
}
