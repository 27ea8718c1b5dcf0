import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { electronElsewhere } from '../../../scripts/packaging/elsewhere.mjs';
import { windowsIconFile } from '../../../scripts/packaging/icon.mjs';
import { nativeFaults, nativeParts, packagedPlatforms } from '../../../scripts/packaging/nativeParts.mjs';
import { unpackedApp } from '../../../scripts/packaging/unpacked.mjs';
import { here, repoRoot } from '../../../scripts/setup/paths.mjs';
import { describeFailure } from '../../../scripts/setup/setupError.mjs';
import { electronWheels } from '../../../scripts/setup/wheels.mjs';

const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({ os: z.array(z.string()).optional(), cpu: z.array(z.string()).optional() }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(repoRoot, 'package-lock.json'), 'utf8')));

/** The first bytes of a program for Windows on x64 (Microsoft, PE format): the header's place at 60, Machine in it. */
const windowsProgram = Buffer.alloc(256);
windowsProgram.write('MZ');
windowsProgram.writeUInt32LE(128, 60);
windowsProgram.write('PE\0\0', 128);
windowsProgram.writeUInt16LE(0x86_64, 132);

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'native-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

it.each(packagedPlatforms)('%s has the package of its own drawing of SVG locked', (platform) => {
  const [system, arch] = platform.split('-');
  const { os, cpu } = lock.packages[nativeParts(platform).drawing.folder] ?? {};
  expect([os, cpu]).toEqual([[system], [arch]]);
});

it('every Electron of a wheel is for a platform that the app is made for', () => {
  expect(packagedPlatforms).toEqual(expect.arrayContaining(Object.keys(electronWheels)));
});

it('names folders and programs as electron-builder does', () => {
  const folderOf = (platform: string) =>
    unpackedApp(platform).executable.slice(join(repoRoot, 'dist/').length);
  expect(folderOf('linux-x64')).toBe('linux-unpacked/topo2vec-workbench');
  expect(folderOf('linux-arm64')).toBe('linux-arm64-unpacked/topo2vec-workbench');
  expect(folderOf('win32-x64')).toBe('win-unpacked/Topo2Vec Workbench.exe');
  expect(folderOf('darwin-arm64')).toBe('mac-arm64/Topo2Vec Workbench.app/Contents/MacOS/Topo2Vec Workbench');
});

it('finds nothing missing or foreign in the native parts that the set-up made here', () => {
  expect(nativeFaults(repoRoot, here)).toEqual([]);
});

it('says which native parts an app lacks, and which were built for another platform', () => {
  const app = emptyFolder();
  const { drawing, sqlite, binding, tensorflow } = nativeParts('win32-x64');
  for (const { folder } of [drawing, sqlite, binding]) mkdirSync(join(app, folder), { recursive: true });
  writeFileSync(join(app, drawing.folder, 'resvgjs.win32-x64-msvc.node'), windowsProgram);
  copyFileSync(process.execPath, join(app, sqlite.folder, 'node_sqlite3.node'));
  writeFileSync(join(app, binding.folder, 'tfjs_binding.node'), 'not a program');
  expect(nativeFaults(app, 'win32-x64')).toEqual([
    `${sqlite.folder}/node_sqlite3.node is for ${here}`,
    `${binding.folder}/tfjs_binding.node is for no known platform`,
    expect.stringContaining(`TensorFlow is missing in ${tensorflow.folder}: `),
  ]);
});

it('refuses a platform whose Electron no wheel carries, with the way to its app', async () => {
  const refusal = await electronElsewhere('darwin-arm64').catch(describeFailure);
  expect(refusal).toContain(`The app for darwin-arm64 cannot be made on ${here}.`);
  expect(refusal).toContain('On a machine of that platform: npm run package');
});

it("gives Windows' icon in the sizes of its shell", () => {
  const icon = readFileSync(windowsIconFile(emptyFolder()));
  const count = icon.readUInt16LE(4);
  const sides = Array.from({ length: count }, (_, index) => {
    const entry = 6 + 16 * index;
    const start = icon.readUInt32LE(entry + 12);
    const { width } = PNG.sync.read(icon.subarray(start, start + icon.readUInt32LE(entry + 8)));
    expect(icon.readUInt8(entry) || 256).toBe(width);
    return width;
  });
  expect(sides).toEqual([256, 128, 64, 48, 32, 16]);
});
