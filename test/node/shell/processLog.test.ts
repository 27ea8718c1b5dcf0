import { expect, test, vi } from 'vitest';
import { logLine } from '../../../src/main/platform/processLog';

test('a line says when, which process, what, and why', () => {
  const write = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const reason = new Error('disk full');
  logLine('engine', 'labels.add', reason);
  const lines = write.mock.calls;
  write.mockRestore();
  const line = new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]{12}Z \\[engine ${process.pid}\\] labels\\.add:$`);
  expect(lines).toEqual([[expect.stringMatching(line), reason]]);
});
