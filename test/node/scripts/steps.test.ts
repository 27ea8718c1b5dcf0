import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sourcesDigest } from '../../../scripts/setup/build.mjs';
import { isAtLeast } from '../../../scripts/setup/nodeVersion.mjs';
import { areInstalled } from '../../../scripts/setup/packages.mjs';
import { downloadOptions, requirementsOf } from '../../../scripts/setup/pip.mjs';
import { notFound } from '../../../scripts/setup/sharedLibraries.mjs';
import { wantedVariant } from '../../../scripts/setup/tensorflow.mjs';
import { electronWheels, tensorflowWheels } from '../../../scripts/setup/wheels.mjs';

describe('npm packages', () => {
  const lock = (packages: Record<string, object>) => ({
    packages: { '': { version: '0.1.0' }, ...packages },
  });
  const zod = { version: '4.6.7', integrity: 'sha512-a' };

  it('count as installed when all are present in their versions', () => {
    expect(areInstalled(lock({ 'node_modules/zod': zod }), { packages: { 'node_modules/zod': zod } })).toBe(
      true,
    );
  });

  it('do not when one is missing, older or changed', () => {
    const wanted = lock({ 'node_modules/zod': zod });
    expect(areInstalled(wanted, { packages: {} })).toBe(false);
    for (const other of [{ version: '4.6.6' }, { integrity: 'sha512-b' }]) {
      expect(areInstalled(wanted, { packages: { 'node_modules/zod': { ...zod, ...other } } })).toBe(false);
    }
  });

  it('may lack what npm leaves out on this platform', () => {
    const wanted = lock({
      'node_modules/zod': zod,
      'node_modules/fsevents': { version: '2.3.3', optional: true },
    });
    expect(areInstalled(wanted, { packages: { 'node_modules/zod': zod } })).toBe(true);
  });
});

describe('the digest of the sources', () => {
  function checkout(): string {
    const root = mkdtempSync(join(tmpdir(), 'sources-'));
    onTestFinished(() => {
      rmSync(root, { recursive: true });
    });
    mkdirSync(join(root, 'src', 'main'), { recursive: true });
    mkdirSync(join(root, 'test', 'bench'), { recursive: true });
    writeFileSync(join(root, 'src', 'main', 'index.ts'), 'export {};');
    writeFileSync(join(root, 'package.json'), '{}');
    return root;
  }

  it('stays the same when only times change or the checkout moves', () => {
    const root = checkout();
    const digest = sourcesDigest(root);
    utimesSync(join(root, 'src', 'main', 'index.ts'), 1, 1);
    expect(sourcesDigest(root)).toBe(digest);
    const copy = mkdtempSync(join(tmpdir(), 'sources-'));
    onTestFinished(() => {
      rmSync(copy, { recursive: true });
    });
    cpSync(root, copy, { recursive: true });
    expect(sourcesDigest(copy)).toBe(digest);
  });

  it('changes with contents, a name, a new file and the configuration', () => {
    const changes: ((root: string) => void)[] = [
      (root) => {
        writeFileSync(join(root, 'src', 'main', 'index.ts'), 'export { };');
      },
      (root) => {
        writeFileSync(join(root, 'src', 'main', 'new.ts'), '');
      },
      (root) => {
        cpSync(join(root, 'src', 'main'), join(root, 'src', 'other'), { recursive: true });
        rmSync(join(root, 'src', 'main'), { recursive: true });
      },
      (root) => {
        writeFileSync(join(root, 'test', 'bench', 'index.ts'), 'export {};');
      },
      (root) => {
        writeFileSync(join(root, 'package.json'), '{ "version": "2" }');
      },
    ];
    for (const change of changes) {
      const root = checkout();
      const before = sourcesDigest(root);
      change(root);
      expect(sourcesDigest(root)).not.toBe(before);
    }
  });
});

describe('what pip installs', () => {
  const [wheel] = tensorflowWheels['linux-x64']?.cpu ?? [];

  it('is pinned by version and SHA-256', () => {
    if (wheel === undefined) throw new Error('no wheel');
    expect(requirementsOf([wheel])).toMatch(/^tensorflow-cpu==2\.21\.0 --hash=sha256:[0-9a-f]{64}\n$/);
  });

  it('names every platform tag of the files', () => {
    const platforms = downloadOptions(tensorflowWheels['linux-x64']?.gpu ?? []).filter(
      (_, index, options) => options[index - 1] === '--platform',
    );
    expect(platforms.sort()).toEqual([
      'manylinux2010_x86_64',
      'manylinux2014_x86_64',
      'manylinux_2_12_x86_64',
      'manylinux_2_17_x86_64',
      'manylinux_2_27_x86_64',
    ]);
  });

  it('has a well-formed hash for every wheel, each only once', () => {
    const wheels = [
      ...Object.values(tensorflowWheels).flatMap(({ cpu = [], gpu = [] }) => [...cpu, ...gpu]),
      ...Object.values(electronWheels),
    ];
    expect(wheels.length).toBeGreaterThan(15);
    for (const { sha256 } of wheels) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(wheels.map(({ sha256 }) => sha256)).size).toBe(wheels.length);
  });
});

describe('the Node that runs the set-up', () => {
  it('is new enough from the version in package.json on', () => {
    for (const version of ['20.19.0', '20.20.2', '21.0.0', '24.21.0']) {
      expect(isAtLeast(version, '20.19'), version).toBe(true);
    }
    for (const version of ['18.20.8', '20.9.0', '20.18.3']) {
      expect(isAtLeast(version, '20.19'), version).toBe(false);
    }
  });
});

describe('the variant of TensorFlow', () => {
  it('follows the NVIDIA driver', () => {
    expect(wantedVariant({}, () => false)).toBe('cpu');
    expect(wantedVariant({}, (path) => path === '/dev/nvidiactl')).toBe('gpu');
  });

  it("follows the user's choice first", () => {
    expect(wantedVariant({ TOPO2VEC_TENSORFLOW: 'cpu' }, () => true)).toBe('cpu');
    expect(wantedVariant({ TOPO2VEC_TENSORFLOW: 'gpu' }, () => false)).toBe('gpu');
  });
});

it('reads from ldd which libraries are missing', () => {
  const output = `\tlinux-vdso.so.1 (0x00007ffd8b5f2000)
\tlibffmpeg.so => /opt/electron/libffmpeg.so (0x00007f6b5e200000)
\tlibgtk-3.so.0 => not found
\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f6b5de00000)
\tlibasound.so.2 => not found
`;
  expect(notFound(output)).toEqual(['libgtk-3.so.0', 'libasound.so.2']);
});
