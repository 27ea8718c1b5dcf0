import { join } from 'node:path';
import { bundledModules } from './bundledCode.mjs';

/** Name of the list that {@link noteBundledPackages} writes. */
const listName = 'packages.json';

/**
 * Plugin of the build that records, beside the chunks, which npm packages are in each, so that the licences of everything
 * that ships can be collected.
 *
 * @returns {import('vite').Plugin}
 */
export function noteBundledPackages() {
  return {
    name: 'note-bundled-packages',
    generateBundle(_options, bundle) {
      /** @type {Record<string, string[]>} */
      const packages = {};
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        const modules = chunk.moduleIds.flatMap((id) => [id, ...bundledModules(this.getModuleInfo(id))]);
        const folders = modules.map(packageFolder).filter((folder) => folder !== undefined);
        packages[chunk.fileName] = [...new Set(folders)].sort();
      }
      this.emitFile({ type: 'asset', fileName: listName, source: `${JSON.stringify(packages, null, 2)}\n` });
    },
  };
}

/**
 * @param {string} outputFolder - of a part of the build, e.g. `out/main`.
 * @returns {string} path of the list that {@link noteBundledPackages} left there: package folders by chunk.
 */
export function bundledPackagesFile(outputFolder) {
  return join(outputFolder, listName);
}

/**
 * @param {string} path - of a module.
 * @returns {string | undefined} the package's folder, from the outermost `node_modules` on, with slashes; undefined for
 * files outside of packages.
 */
export function packageFolder(path) {
  const parts = path.replaceAll('\\', '/').split('/');
  const last = parts.lastIndexOf('node_modules');
  if (last === -1) return undefined;
  const end = last + (parts[last + 1]?.startsWith('@') ? 3 : 2);
  return parts.slice(parts.indexOf('node_modules'), end).join('/');
}
