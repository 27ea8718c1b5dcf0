import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { packageFolder } from '../../../scripts/packaging/bundledPackages.mjs';
import { debControl } from '../../../scripts/packaging/deb.mjs';
import { fusesFor, readFuses } from '../../../scripts/packaging/fuses.mjs';
import { iconFile, iconPng, iconSizePx } from '../../../scripts/packaging/icon.mjs';
import { licencesPage } from '../../../scripts/packaging/licencesPage.mjs';
import { writeDesktopFiles } from '../../../scripts/packaging/linuxDesktop.mjs';
import { refuseOldElectron } from '../../../scripts/packaging/oldElectron.mjs';
import { isPermissive } from '../../../scripts/packaging/permissive.mjs';
import { reachable } from '../../../scripts/packaging/shippedFiles.mjs';
import { packageLicence } from '../../../scripts/packaging/thirdParty.mjs';

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'packaging-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

describe('licences', () => {
  it.each([
    'MIT',
    '(MIT)',
    'MIT OR GPL-3.0-only',
    'GPL-3.0-only OR (LGPL-3.0-only OR ISC)',
    'Apache-2.0 AND MIT',
    // AND binds tighter than OR (SPDX specification, annex D): BSD alone is enough.
    'GPL-2.0-only AND MIT OR BSD-3-Clause',
    '(BSD-2-Clause OR MIT OR Apache-2.0)',
  ])('lets %s ship', (expression) => {
    expect(isPermissive(expression)).toBe(true);
  });

  it.each([
    'GPL-3.0-or-later',
    'GPL-2.0-only WITH Classpath-exception-2.0',
    'MIT WITH LLVM-exception',
    'MIT AND GPL-2.0-only',
    'MIT AND (GPL-2.0-only OR AGPL-3.0-only)',
    'UNLICENSED',
    'SEE LICENSE IN LICENSE',
    'MIT ISC',
    '(MIT',
    'MIT OR',
    '',
  ])('keeps %j from shipping', (expression) => {
    expect(isPermissive(expression)).toBe(false);
  });

  const madePackage = (manifest: object, files: Record<string, string> = {}): string => {
    const root = emptyFolder();
    const folder = join(root, 'node_modules', 'made');
    mkdirSync(folder, { recursive: true });
    const all = { 'package.json': JSON.stringify({ name: 'made', version: '1.2.3', ...manifest }), ...files };
    for (const [name, content] of Object.entries(all)) writeFileSync(join(folder, name), content);
    return root;
  };

  it('are those of the package, with its notices', () => {
    const root = madePackage(
      { license: 'Apache-2.0' },
      { LICENSE: 'The licence.\n', 'NOTICE.txt': 'Thanks.\n', 'index.js': 'code' },
    );
    expect(packageLicence('node_modules/made', root)).toEqual({
      name: 'made',
      version: '1.2.3',
      licence: 'Apache-2.0',
      text: 'The licence.\n\nThanks.',
    });
  });

  it('are the standard text with the author where a package has none', () => {
    const root = madePackage({ license: 'MIT', author: { name: 'Ada Lovelace' } });
    const { text } = packageLicence('node_modules/made', root);
    expect(text).toContain('Copyright (c) Ada Lovelace');
    expect(text).toContain('Permission is hereby granted, free of charge');
  });

  it.each([
    [{ license: 'GPL-3.0-only' }, /made 1\.2\.3 .* licence is GPL-3\.0-only/],
    [{}, /made 1\.2\.3 .* none stated/],
    [{ license: 'Zlib' }, /no text of its licence, Zlib/],
  ])('refuse %j by name', (manifest, message) => {
    const root = madePackage(manifest);
    expect(() => packageLicence('node_modules/made', root)).toThrow(message);
  });

  it('come as a page that gives a shared text once and shows markup as text', () => {
    const work = { version: '1.0.0', licence: 'MIT', text: 'Copyright <a@b.org> & others' };
    const page = licencesPage([
      { name: 'one', ...work },
      { name: 'two', ...work },
    ]);
    expect(page.match(/Copyright &lt;a@b\.org&gt; &amp; others/g)).toHaveLength(1);
    expect(page).toContain('<h2>one, two</h2>');
    expect(page).toContain('<td>two</td><td>1.0.0</td><td>MIT</td>');
  });
});

describe('what ships', () => {
  it('is what the entries import, through cycles too', () => {
    const chunks: Record<string, string> = {
      'index.js': 'const a = require("./chunks/a.js"); require("electron")',
      'chunks/a.js': "Promise.resolve().then(() => require('./b.js'))",
      'chunks/b.js': 'require("./a.js")',
      'bench.js': 'require("./chunks/c.js")',
    };
    expect(reachable(['index.js'], (file) => chunks[file] ?? '').sort()).toEqual([
      'chunks/a.js',
      'chunks/b.js',
      'index.js',
    ]);
  });

  it.each([
    ['/home/a/node_modules/zod/v4/core.js', 'node_modules/zod'],
    ['\0/home/a/node_modules/@scope/name/index.js?commonjs', 'node_modules/@scope/name'],
    ['C:\\work\\node_modules\\a\\node_modules\\b\\c.js', 'node_modules/a/node_modules/b'],
    ['/home/a/src/main/index.ts', undefined],
  ])('belongs to the package of %j', (path, folder) => {
    expect(packageFolder(path)).toBe(folder);
  });
});

describe('fuses', () => {
  // Sentinel, version and length of the wire, then a character a fuse (electronjs.org, Electron fuses).
  const electron = (wire: string, version = 1): Buffer =>
    Buffer.concat([
      Buffer.from('code dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
      Buffer.from([version, wire.length]),
      Buffer.from(`${wire}1111`),
    ]);

  it('are read from the fuse wire', () => {
    expect(readFuses(electron('01r0'))).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: undefined,
      enableNodeCliInspectArguments: false,
    });
  });

  it('are set where the Electron version has them', () => {
    expect(fusesFor(electron('10110000'))).toMatchObject({ grantFileProtocolExtraPrivileges: false });
    // Electron 22 has seven: that of file: came with 29.
    const old = fusesFor(electron('1011000'));
    expect(Object.keys(old)).toHaveLength(7);
    expect(old).not.toHaveProperty('grantFileProtocolExtraPrivileges');
  });

  it('are not guessed in another program or another form', () => {
    expect(() => readFuses(Buffer.from('no Electron'))).toThrow('no fuses of a known format');
    expect(() => readFuses(electron('0101', 2))).toThrow('no fuses of a known format');
  });
});

describe('an Electron without security fixes', () => {
  it('is not packaged for distribution', () => {
    const wanted = '45.4.1';
    expect(() => {
      refuseOldElectron({ version: '22.3.25', wanted });
    }).toThrow('Electron 22.3.25 no longer gets security fixes');
    expect(() => {
      refuseOldElectron({ version: '42.9.0', wanted });
    }).toThrow('42.9.0');
    expect(() => {
      refuseOldElectron({ version: '43.0.0', wanted });
    }).not.toThrow();
  });
});

describe('a Linux desktop', () => {
  it("is given the program's entry, icon and file types", () => {
    const share = emptyFolder();
    writeDesktopFiles(share);
    const entry = readFileSync(join(share, 'applications', 'topo2vec-workbench.desktop'), 'utf8');
    const type = /^MimeType=(.+);$/m.exec(entry)?.[1] ?? 'none';
    expect(entry).toMatch(/^Exec=topo2vec-workbench %f$/m);
    const types = readFileSync(join(share, 'mime', 'packages', 'topo2vec-workbench.xml'), 'utf8');
    expect(types).toContain(`<mime-type type="${type}">`);
    expect(types).toContain('<glob pattern="*.topo2vec"/>');
    const icon = join(share, 'icons', 'hicolor', '48x48', 'apps', 'topo2vec-workbench.png');
    expect(PNG.sync.read(readFileSync(icon)).width).toBe(48);
  });

  it('gets a Debian package that declares its libraries', () => {
    const control = debControl('x64', 800_000);
    expect(control).toMatch(/^Architecture: amd64$/m);
    expect(control).toMatch(/^Installed-Size: 800000$/m);
    expect(control).toMatch(/^Depends: libgtk-3-0t64 \| libgtk-3-0, .*libnss3/m);
    expect(control.endsWith('\n')).toBe(true);
  });
});

it("the icon's PNG matches its SVG", () => {
  const kept = PNG.sync.read(readFileSync(iconFile));
  expect(kept.width).toBe(iconSizePx);
  expect(kept.data.equals(PNG.sync.read(iconPng(iconSizePx)).data)).toBe(true);
});
