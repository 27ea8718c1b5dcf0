import { computeContract } from '../../shared/contract/compute';
import { engineContract } from '../../shared/contract/engine';
import { UserError } from '../../shared/errors';
import { connect } from '../../shared/rpc/client';
import { emitterChannel } from '../../shared/rpc/ports';
import { serve } from '../../shared/rpc/server';
import { listenToShell } from '../platform/parentPort';
import { logLine } from '../platform/processLog';
import { commandSettingsDir } from '../platform/settingsDirs';
import type { Compute } from './context';
import { gridContract } from '../../shared/contract/grid';
import type { GridClient } from './gridLink/liveSync';
import { Engine } from './engine';
import { handlersOf } from './handlers';
import { Grants } from './access/grants';
import { slowFromMs, slowText } from './store/slowStatements';

/** Entry of the engine's process. Arguments: the settings file and the folder of resources. */
const [settingsPath = '', resourcesDir = ''] = process.argv.slice(2);

/** Statements that take longer are logged: a window that waits for one stutters. */
const USUALLY_SLOW_MS = 100;

let compute: Compute | null = null;
/** What waits for the process of grids. */
let gridsAsked: ((client: GridClient) => void)[] = [];
let grid: Promise<GridClient> | null = null;
const grants = new Grants();

const onBug = (error: unknown, where: string): void => {
  logLine('engine', where, error);
};

const engine = new Engine({
  settingsPath,
  otherSettingsDir: commandSettingsDir(),
  resourcesDir,
  goOn: true,
  onBug,
  slowStatements: {
    fromMs: slowFromMs(USUALLY_SLOW_MS),
    onSlow: (statement) => {
      logLine('engine', 'slow statement', slowText(statement));
    },
  },
  compute: () => {
    if (compute === null)
      throw new UserError('compute-stopped', 'The compute process is starting. Try again in a moment.');
    return compute;
  },
  grid: () => {
    grid ??= new Promise((resolve) => {
      gridsAsked.push(resolve);
      tell({ kind: 'need-grid' });
    });
    return grid;
  },
  checkGrant: (to, what) => {
    grants.check(to, what);
  },
  onOpened: (path) => {
    grants.dropSaves();
    tell({ kind: 'project', path });
  },
  onSettings: (settings) => {
    tell({ kind: 'settings', settings });
  },
});

const handlers = handlersOf(engine);

const tell = listenToShell((message, port) => {
  if (message.kind === 'grant') {
    grants.add(message.grant);
    tell({ kind: 'done', id: message.id });
  } else if (message.kind === 'close') {
    void engine
      .close()
      .catch((error: unknown) => {
        onBug(error, 'closing');
      })
      .then(() => {
        tell({ kind: 'done', id: message.id });
      });
  } else if (port !== null) {
    if (message.kind === 'grid') {
      const channel = emitterChannel(port);
      // When it ends, the next use asks for another one.
      channel.onClose(() => (grid = null));
      const stopped = (): UserError =>
        new UserError('network', 'The process that connects to grids stopped. It is started again.');
      const client = connect(gridContract, channel, stopped);
      for (const resolve of gridsAsked) resolve(client);
      gridsAsked = [];
    } else if (message.kind === 'window') serve(engineContract, handlers, emitterChannel(port), onBug);
    else {
      compute = connect(
        computeContract,
        emitterChannel(port),
        () =>
          new UserError(
            'compute-stopped',
            'The compute process stopped unexpectedly and was started again. Try once more.',
          ),
      );
    }
  }
});
