import { dirname, join } from 'node:path';
import { UserError } from '../../src/shared/errors';
import { Engine } from '../../src/main/engine/engine';

/** An engine without compute: for all that needs no TensorFlow. @param onBug called for errors in the background */
export function engineAlone(project: string, onBug: (error: unknown) => void): Engine {
  const folder = dirname(project);
  return new Engine({
    compute: () => {
      throw new UserError('compute-stopped', 'There is no compute here.');
    },
    settingsPath: join(folder, 'settings.json'),
    resourcesDir: folder,
    checkGrant: () => undefined,
    onOpened: () => undefined,
    goOn: false,
    onBug,
    slowStatements: { fromMs: Infinity, onSlow: () => undefined },
  });
}
