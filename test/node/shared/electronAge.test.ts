import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { OLDEST_SUPPORTED_ELECTRON, oldElectronWarning } from '../../../src/shared/window/electronAge';

test('the newest three major versions of Electron get fixes', () => {
  const { devDependencies } = z
    .object({ devDependencies: z.object({ electron: z.string() }) })
    .parse(JSON.parse(readFileSync('package.json', 'utf8')));
  expect(OLDEST_SUPPORTED_ELECTRON).toBe(Number.parseInt(devDependencies.electron, 10) - 2);
  expect(oldElectronWarning(devDependencies.electron)).toBeNull();
  expect(oldElectronWarning(`${OLDEST_SUPPORTED_ELECTRON}.0.0`)).toBeNull();
  expect(oldElectronWarning(`${OLDEST_SUPPORTED_ELECTRON - 1}.9.9`)).toMatch(
    /no longer gets security fixes\. A malicious file/,
  );
});

test('the message says what an outdated Electron means and what to do', () => {
  const warning = oldElectronWarning('22.3.25');
  expect(warning).toContain('Electron 22.3.25, which no longer gets security fixes: the last was in 2023.');
  expect(warning).toContain('Open only projects, terrain and labels from people you trust.');
});
