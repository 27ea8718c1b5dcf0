import { engineContract } from '../shared/contract/engine';
import { channels } from '../shared/contract/shell';
import { connect } from '../shared/rpc/client';
import type { Client } from '../shared/rpc/contract';
import { pageChannel } from '../shared/rpc/ports';

/** What the window asks of the engine. */
export type Engine = Client<typeof engineContract>;

/**
 * Asks the shell for the engine.
 * @param onEngine called with the connection, and with a new one whenever the engine was restarted
 */
export function reachEngine(onEngine: (engine: Engine) => void): void {
  window.addEventListener('message', (event) => {
    const [port] = event.ports;
    if (event.source !== window || event.data !== channels.enginePort || port === undefined) return;
    onEngine(
      connect(
        engineContract,
        pageChannel(port),
        () => new Error('The engine stopped and is being started again. Your project is safe.'),
      ),
    );
  });
  void window.workbench.requestEnginePort();
}
