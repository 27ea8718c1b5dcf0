/** What a worker says of itself, a line of JSON each. */
export type WorkerEvent =
  | {
      readonly event: 'started';
      readonly program: string;
      readonly grid: string;
      readonly metricsPort: number;
    }
  | ({
      readonly event: 'shard';
      readonly result: 'done' | 'twin' | 'failed' | 'given-back' | 'lost';
      readonly seconds: number;
      readonly embeddings?: number;
      readonly detections?: number;
      readonly bytes?: number;
      readonly reason?: string;
    } & Readonly<Record<'work' | 'layer' | 'crs', string>> &
      Readonly<Record<'column' | 'row', number>>)
  | { readonly event: 'waiting'; readonly reason: string; readonly seconds: number }
  | { readonly event: 'refused'; readonly shards: Readonly<Record<string, number>>; readonly reason: string }
  | { readonly event: 'stopped'; readonly reason: string };

/** Writes events as lines of JSON. */
export class WorkerLog {
  constructor(
    private readonly worker: string,
    private readonly write: (line: string) => void,
  ) {}

  say(event: WorkerEvent): void {
    this.write(`${JSON.stringify({ time: new Date().toISOString(), worker: this.worker, ...event })}\n`);
  }
}
