import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A file that only works on the platform it was built for.
 *
 * @typedef {object} NativePart
 * @property {string} name - what it does.
 * @property {string} folder - from the app's folder.
 * @property {RegExp} file - its name there.
 * @property {string} source - where a machine of that platform gets it from.
 */

/** The npm package that draws SVG, by platform and processor. @type {Readonly<Record<string, string>>} */
const drawingPackages = {
  'linux-x64': 'node_modules/@resvg/resvg-js-linux-x64-gnu',
  'linux-arm64': 'node_modules/@resvg/resvg-js-linux-arm64-gnu',
  'win32-x64': 'node_modules/@resvg/resvg-js-win32-x64-msvc',
  'darwin-x64': 'node_modules/@resvg/resvg-js-darwin-x64',
  'darwin-arm64': 'node_modules/@resvg/resvg-js-darwin-arm64',
};

const binding = 'node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8';
const libraries = 'node_modules/@tensorflow/tfjs-node-gpu/deps/lib';

/** Windows looks for TensorFlow's library beside the binding, the others where the binding says. */
const tensorflowLibraries = {
  linux: { folder: libraries, file: /^libtensorflow.*\.so/ },
  win32: { folder: binding, file: /^tensorflow\.dll$/ },
  darwin: { folder: libraries, file: /^libtensorflow.*\.dylib$/ },
};

/** Platforms that the app is made for, e.g. `win32-x64`. */
export const packagedPlatforms = Object.keys(drawingPackages);

/**
 * @param {string} platform - one of {@link packagedPlatforms}.
 * @returns {{ drawing: NativePart, sqlite: NativePart, binding: NativePart, tensorflow: NativePart }} all that the app needs there.
 */
export function nativeParts(platform) {
  const drawing = drawingPackages[platform];
  if (drawing === undefined) throw new Error(`The app is not made for ${platform}.`);
  const system = /** @type {keyof typeof tensorflowLibraries} */ (platform.split('-')[0]);
  return {
    drawing: {
      name: 'The drawing of SVG',
      folder: drawing,
      file: /^resvgjs\..*\.node$/,
      source: 'an npm package for each platform',
    },
    sqlite: {
      name: 'SQLite',
      folder: 'node_modules/sqlite3/build/Release',
      file: /^node_sqlite3\.node$/,
      source: 'compiled by the set-up there; no registry carries it',
    },
    binding: {
      name: "TensorFlow's binding",
      folder: binding,
      file: /^tfjs_binding\.node$/,
      source: 'downloaded by the set-up there; no registry carries it',
    },
    tensorflow: {
      name: 'TensorFlow',
      ...tensorflowLibraries[system],
      source:
        "downloaded by the set-up there; that of the Python package needs Python's own library on Windows",
    },
  };
}

/**
 * @param {string} folder - of the app's `node_modules`, unpacked.
 * @param {string} platform - one of {@link packagedPlatforms}.
 * @returns {string[]} what is missing or for another platform, a line each; none where the app is whole.
 */
export function nativeFaults(folder, platform) {
  return Object.values(nativeParts(platform)).flatMap((part) => {
    const there = join(folder, part.folder);
    const found = existsSync(there) ? readdirSync(there).filter((name) => part.file.test(name)) : [];
    if (found.length === 0) return [`${part.name} is missing in ${part.folder}: ${part.source}`];
    return found.flatMap((name) => {
      const built = platformOf(join(there, name));
      return built === platform ? [] : [`${part.folder}/${name} is for ${built ?? 'no known platform'}`];
    });
  });
}

/**
 * @param {string} file - a program or library.
 * @returns {string | undefined} platform and processor that its header names: ELF (System V ABI, e_machine), PE (Microsoft's PE
 * format, Machine) or Mach-O (loader.h, cputype).
 */
function platformOf(file) {
  const head = Buffer.alloc(4096);
  const opened = openSync(file, 'r');
  readSync(opened, head);
  closeSync(opened);
  if (head.readUInt32BE(0) === 0x7f_45_4c_46) {
    return { 0x3e: 'linux-x64', 0xb7: 'linux-arm64' }[head.readUInt16LE(18)];
  }
  if (head.readUInt32LE(0) === 0xfe_ed_fa_cf) {
    return { 0x01_00_00_07: 'darwin-x64', 0x01_00_00_0c: 'darwin-arm64' }[head.readUInt32LE(4)];
  }
  const header = head.readUInt32LE(60);
  if (head.toString('latin1', 0, 2) !== 'MZ' || header + 6 > head.length) return undefined;
  return { 0x86_64: 'win32-x64', 0xaa_64: 'win32-arm64' }[head.readUInt16LE(header + 4)];
}
