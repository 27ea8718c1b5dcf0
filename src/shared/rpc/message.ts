import { z } from 'zod';
import { userErrorCode } from '../errors';

/** Either end of a connection between two processes, whatever kind of port carries it. */
export interface Channel {
  /** Sends a value by structured clone. */
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/** What a client sends: start a procedure, ask for the next event of a stream, or stop. */
export const request = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('start'),
    id: z.number(),
    namespace: z.string(),
    procedure: z.string(),
    input: z.unknown(),
  }),
  z.object({ kind: z.literal('next'), id: z.number() }),
  z.object({ kind: z.literal('cancel'), id: z.number() }),
]);
export type Request = z.infer<typeof request>;

/** What a server answers; `code` is null for a bug. */
export const response = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('value'), id: z.number(), value: z.unknown() }),
  z.object({ kind: z.literal('end'), id: z.number() }),
  z.object({ kind: z.literal('error'), id: z.number(), code: userErrorCode.nullable(), message: z.string() }),
]);
export type Response = z.infer<typeof response>;
