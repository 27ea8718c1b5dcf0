import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '../../../shared/errors';
import { codeOf } from '../../platform/fileSource';

/** Results of a shard. */
export type ShardResult = 'done' | 'twin' | 'failed' | 'given-back' | 'lost';

/** Counts of a worker, served in the text format of Prometheus 0.0.4. */
export class WorkerMetrics {
  readonly #shards = new Map<ShardResult, number>();
  #embeddings = 0;
  #detections = 0;
  #bytes = 0;
  #seconds = 0;
  /** Whether a shard is being worked on now. */
  busy = false;

  /** Counts a shard that ended. @param seconds that it took, however it ended @param stored what was stored of it */
  count(
    result: ShardResult,
    seconds: number,
    {
      embeddings = 0,
      detections = 0,
      bytes = 0,
    }: { readonly embeddings?: number; readonly detections?: number; readonly bytes?: number },
  ): void {
    this.#shards.set(result, (this.#shards.get(result) ?? 0) + 1);
    this.#seconds += seconds;
    this.#embeddings += embeddings;
    this.#detections += detections;
    this.#bytes += bytes;
  }

  /** The counts as text. */
  text(): string {
    const { user, system } = process.cpuUsage();
    const lines: string[] = [];
    const metric = (
      name: string,
      type: string,
      help: string,
      values: readonly (readonly [string, number])[],
    ): void => {
      lines.push(`# HELP topo2vec_${name} ${help}`, `# TYPE topo2vec_${name} ${type}`);
      for (const [labels, value] of values) lines.push(`topo2vec_${name}${labels} ${value}`);
    };
    metric(
      'shards_total',
      'counter',
      'Shards by how they ended.',
      [...this.#shards].map(([result, count]) => [`{result="${result}"}`, count]),
    );
    metric('embeddings_total', 'counter', 'Embeddings of shards that were stored.', [['', this.#embeddings]]);
    metric('detections_total', 'counter', 'Detections of shards that were stored.', [['', this.#detections]]);
    metric('bytes_total', 'counter', 'Bytes of shards that were stored.', [['', this.#bytes]]);
    metric('shard_seconds_total', 'counter', 'Seconds spent on shards.', [['', this.#seconds]]);
    metric('busy', 'gauge', '1 while a shard is being worked on.', [['', this.busy ? 1 : 0]]);
    metric('cpu_seconds_total', 'counter', 'CPU seconds of the process.', [['', (user + system) / 1e6]]);
    metric('resident_bytes', 'gauge', 'Resident memory.', [['', process.memoryUsage.rss()]]);
    return `${lines.join('\n')}\n`;
  }

  /**
   * Serves the counts on the loopback interface.
   * @param port 0: any that is free
   * @throws UserError `bad-input` when the port is taken
   */
  async serve(port: number): Promise<{ readonly port: number; readonly close: () => void }> {
    const server: Server = createServer((request, response) => {
      const isMetrics = request.method === 'GET' && request.url === '/metrics';
      response.writeHead(isMetrics ? 200 : 404, {
        'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      });
      response.end(isMetrics ? this.text() : 'The counts are at /metrics.\n');
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    }).catch((error: unknown) => {
      if (codeOf(error) !== 'EADDRINUSE') throw error;
      throw new UserError('bad-input', `Port ${port} is taken. Give another one with --metrics.`, {
        cause: error,
      });
    });
    server.unref();
    const { port: served } = server.address() as AddressInfo;
    return { port: served, close: () => server.close() };
  }
}
