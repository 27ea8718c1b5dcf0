import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

it('the set-up and the test runner need no package before they have installed it', () => {
  const clone = mkdtempSync(join(tmpdir(), 'topo2vec-clone-'));
  onTestFinished(() => {
    rmSync(clone, { recursive: true });
  });
  cpSync(resolve('scripts'), join(clone, 'scripts'), { recursive: true });
  const modules = ['setup', 'testing'].flatMap((folder) =>
    readdirSync(join(clone, 'scripts', folder))
      .filter((name) => name.endsWith('.mjs'))
      .map((name) => pathToFileURL(join(clone, 'scripts', folder, name)).href),
  );
  expect(modules.length).toBeGreaterThan(20);
  const code = modules.map((url) => `import ${JSON.stringify(url)};`).join('\n');
  execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: clone, stdio: 'pipe' });
});
