import { z } from 'zod';
import type { EmitterPort } from '../shared/rpc/ports';

/** What the shell sends to a service that it forked. */
const serviceMessage = z.discriminatedUnion('kind', [
  /** To the engine: a port to compute, a new one whenever compute was restarted. To compute: the engine's end of it. */
  z.object({ kind: z.literal('compute') }),
  /** To the engine: a port to a window. */
  z.object({ kind: z.literal('window') }),
  /** To the engine: a path that its user chose in a dialog or dropped on the window. */
  z.object({ kind: z.literal('grant'), path: z.string() }),
  /** To the engine: stop all work and close the project; it answers `closed`. */
  z.object({ kind: z.literal('close') }),
]);
export type ServiceMessage = z.infer<typeof serviceMessage>;

/** The end of a forked service's connection to the shell, as Electron puts it on `process`. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown; ports: EmitterPort[] }) => void): unknown;
  postMessage(message: unknown): void;
}

const isParentPort = (value: unknown): value is ParentPort =>
  typeof value === 'object' && value !== null && 'on' in value && 'postMessage' in value;

/**
 * Listens to the shell that forked this process.
 * @returns how to answer it
 * @throws Error outside of an Electron utility process
 */
export function listenToShell(
  onMessage: (message: ServiceMessage, port: EmitterPort | null) => void,
): (message: { kind: 'closed' }) => void {
  const port: unknown = 'parentPort' in process ? process.parentPort : undefined;
  if (!isParentPort(port)) throw new Error('A service runs only where Electron forked it.');
  port.on('message', ({ data, ports }) => {
    onMessage(serviceMessage.parse(data), ports[0] ?? null);
  });
  return (message) => {
    port.postMessage(message);
  };
}
