import { expect, it } from 'vitest';
import { sandboxRemedy } from '../../../scripts/setup/chromiumSandbox.mjs';

const electron = '/cache/electron/electron';
const system = (settings: Record<string, string>) => (path: string) => settings[path];
const never = () => false;

it('lets Electron start where the kernel sets no limits', () => {
  expect(sandboxRemedy(electron, system({}), never)).toBeUndefined();
  const ubuntu2204 = system({ '/proc/sys/kernel/unprivileged_userns_clone': '1\n' });
  expect(sandboxRemedy(electron, ubuntu2204, never)).toBeUndefined();
});

it('names the command to run where unprivileged programs get no namespaces', () => {
  const command =
    "sudo chown root:root '/cache/electron/chrome-sandbox' && sudo chmod 4755 '/cache/electron/chrome-sandbox'";
  for (const [setting, value] of [
    ['apparmor_restrict_unprivileged_userns', '1\n'],
    ['unprivileged_userns_clone', '0\n'],
  ] as const) {
    const limited = system({ [`/proc/sys/kernel/${setting}`]: value });
    expect(sandboxRemedy(electron, limited, never)).toBe(command);
    expect(
      sandboxRemedy(electron, limited, (path) => path === '/cache/electron/chrome-sandbox'),
    ).toBeUndefined();
  }
});
