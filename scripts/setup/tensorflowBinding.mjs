import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compile } from './nodeGyp.mjs';

/** Highest Node-API version of the package: its binding's folder has this number. */
const nodeApi = '8';

/** Where the package looks for its binding, from its own folder. */
export const bindingFile = join('lib', `napi-v${nodeApi}`, 'tfjs_binding.node');

/**
 * Compiles the npm package's binding against the TensorFlow in a folder.
 *
 * @param {string} packageFolder - of @tensorflow/tfjs-node-gpu.
 * @param {string} folder - has `deps/include` and `deps/lib`; receives `lib`.
 * @param {import('./progress.mjs').Progress} progress
 */
export async function compileBinding(packageFolder, folder, progress) {
  const work = join(folder, 'work');
  mkdirSync(work);
  for (const part of ['binding', 'binding.gyp']) {
    cpSync(join(packageFolder, part), join(work, part), { recursive: true });
  }
  writeFileSync(join(work, 'package.json'), '{ "name": "tfjs-binding" }\n');
  symlinkSync(join('..', 'deps'), join(work, 'deps'));
  const variables = {
    napi_build_version: nodeApi,
    module_name: 'tfjs_binding',
    module_path: dirname(join(folder, bindingFile)),
  };
  await compile("TensorFlow's binding", work, variables, progress);
  rmSync(work, { recursive: true });
}
