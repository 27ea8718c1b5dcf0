import { resolve } from 'node:path';
import { computeContract } from '../../shared/contract/compute';
import { engineContract } from '../../shared/contract/engine';
import { UserError } from '../../shared/errors';
import { connect } from '../../shared/rpc/client';
import { emitterChannel } from '../../shared/rpc/ports';
import { serve } from '../../shared/rpc/server';
import { listenToShell } from '../parentPort';
import { commandSettingsDir } from '../settingsDirs';
import type { Compute } from './context';
import { Engine } from './engine';

/** Entry of the engine's process. Arguments: the settings file and the folder of resources. */
const [settingsPath = '', resourcesDir = ''] = process.argv.slice(2);

let compute: Compute | null = null;
/** Paths that the user chose; a window can use no other. */
const granted = new Set<string>();

const onBug = (error: unknown, where: string): void => {
  console.error(`[engine] ${where}:`, error);
};

const engine = new Engine({
  settingsPath,
  otherSettingsDir: commandSettingsDir(),
  resourcesDir,
  goOn: true,
  onBug,
  compute: () => {
    if (compute === null)
      throw new UserError('compute-stopped', 'Compute is starting. Try again in a moment.');
    return compute;
  },
  checkPath: (path) => {
    if (!granted.has(resolve(path))) {
      throw new UserError('bad-input', 'This path was not chosen in a dialog or dropped on the window.');
    }
  },
});

const answer = listenToShell((message, port) => {
  if (message.kind === 'grant') granted.add(resolve(message.path));
  else if (message.kind === 'close') {
    void engine
      .close()
      .catch((error: unknown) => {
        onBug(error, 'closing');
      })
      .then(() => {
        answer({ kind: 'closed' });
      });
  } else if (port !== null) {
    if (message.kind === 'window') serve(engineContract, engine.handlers, emitterChannel(port), onBug);
    else {
      compute = connect(
        computeContract,
        emitterChannel(port),
        () =>
          new UserError(
            'compute-stopped',
            'Compute stopped unexpectedly and was started again. Try once more.',
          ),
      );
    }
  }
});
