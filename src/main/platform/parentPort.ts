import { z } from 'zod';
import type { EmitterPort } from '../../shared/rpc/ports';

/** What the user of a window allowed it: to open a path, to save to one, once, or to connect to an address. */
const grant = z.object({ to: z.enum(['open', 'save', 'overpass', 'basemap']), what: z.string() });
export type Grant = z.infer<typeof grant>;

/** What the shell sends to a service that it forked. */
const serviceMessage = z.discriminatedUnion('kind', [
  /** To the engine: a port to compute, a new one whenever compute was restarted. To compute: the engine's end of it. */
  z.object({ kind: z.literal('compute') }),
  /** To the engine: a port to a window. */
  z.object({ kind: z.literal('window') }),
  /** To the engine: what its user allowed a window, in a dialog or by dropping a file; it answers `done`. */
  z.object({ kind: z.literal('grant'), id: z.number(), grant }),
  /** To the engine: stop all work and close the project; it answers `done`. */
  z.object({ kind: z.literal('close'), id: z.number() }),
]);
export type ServiceMessage = z.infer<typeof serviceMessage>;

/** What the engine tells the shell. */
export const engineNews = z.discriminatedUnion('kind', [
  /** That what a message asked for is done. */
  z.object({ kind: z.literal('done'), id: z.number() }),
  /** Which project is open now. */
  z.object({ kind: z.literal('project'), path: z.string() }),
]);
export type EngineNews = z.infer<typeof engineNews>;

/** The end of a forked service's connection to the shell, as Electron puts it on `process`. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown; ports: EmitterPort[] }) => void): unknown;
  postMessage(message: unknown): void;
}

const isParentPort = (value: unknown): value is ParentPort =>
  typeof value === 'object' && value !== null && 'on' in value && 'postMessage' in value;

/**
 * Listens to the shell that forked this process.
 * @returns how to tell it something
 * @throws Error outside of an Electron utility process
 */
export function listenToShell(
  onMessage: (message: ServiceMessage, port: EmitterPort | null) => void,
): (news: EngineNews) => void {
  const port: unknown = 'parentPort' in process ? process.parentPort : undefined;
  if (!isParentPort(port)) throw new Error('A service runs only where Electron forked it.');
  port.on('message', ({ data, ports }) => {
    onMessage(serviceMessage.parse(data), ports[0] ?? null);
  });
  return (news) => {
    port.postMessage(news);
  };
}
