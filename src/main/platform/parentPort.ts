import { z } from 'zod';
import { settings } from '../../shared/contract/settings';
import type { EmitterPort } from '../../shared/rpc/ports';

/** A permission that the user gave a window: to open a path, to save to one or create a project there once, or to connect to an address. */
const grant = z.object({
  to: z.enum(['open', 'save', 'create', 'overpass', 'basemap', 'grid', 'grid-place']),
  what: z.string(),
});
export type Grant = z.infer<typeof grant>;

/** Whether a grant is good for one use. */
export const isOnce = (to: Grant['to']): boolean => to === 'save' || to === 'create';

/** Messages of the shell to a service that it forked. */
const serviceMessage = z.discriminatedUnion('kind', [
  /** To engine and grid: a port to compute, a new one whenever compute was restarted. To compute: the other end of it. */
  z.object({ kind: z.literal('compute') }),
  /** To the engine: a port to the process of grids, which it asked for. To that: the engine's end of it. */
  z.object({ kind: z.literal('grid') }),
  /** To the engine: a port to a window. */
  z.object({ kind: z.literal('window') }),
  /** To the engine: what the user allowed a window, in a dialog or by dropping a file; it answers `done`. */
  z.object({ kind: z.literal('grant'), id: z.number(), grant }),
  /** To the engine: stop all work and close the project; it answers `done`. */
  z.object({ kind: z.literal('close'), id: z.number() }),
]);
export type ServiceMessage = z.infer<typeof serviceMessage>;

/** Messages of the engine to the shell. */
export const engineNews = z.discriminatedUnion('kind', [
  /** The request of a message is done. */
  z.object({ kind: z.literal('done'), id: z.number() }),
  /** A project of a grid is opened: the process that knows PostgreSQL is needed. */
  z.object({ kind: z.literal('need-grid') }),
  /** A project was opened. */
  z.object({ kind: z.literal('project'), path: z.string() }),
  /** The settings were changed. */
  z.object({ kind: z.literal('settings'), settings }),
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
 * @returns sends a message to the shell
 * @throws Error outside an Electron utility process
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
