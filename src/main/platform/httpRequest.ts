import {
  request as requestHttp,
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http';
import { request as requestHttps, Agent as HttpsAgent } from 'node:https';

/** Waiting without a byte, milliseconds. */
const TIMEOUT_MS = 60_000;

const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) };

/** The most bytes of an answer's body: a block of a DTM or some, or a shard. */
const MOST_BYTES = 2 ** 30;

/** What is asked of a server. */
export interface HttpRequest {
  /** Default GET. */
  readonly method?: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: Uint8Array;
  /** Whether the body of an answer of that status is read; by default all are. */
  readonly reads?: (status: number) => boolean;
}

/** What a server answers. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The body; empty where it was not read. */
  readonly bytes: Buffer;
}

/**
 * Sends a request once, without following redirects, and waits for the whole answer. Node's own `fetch` is not in the oldest Electron that
 * is supported.
 * @throws Error saying in a few words what went wrong: another protocol than http(s), no connection, no byte for a minute, too many bytes
 */
export function httpRequest(url: URL, { method = 'GET', ...asked }: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const isPlain = url.protocol === 'http:';
    if (!isPlain && url.protocol !== 'https:') throw new Error(`it redirects to ${url.protocol}`);
    const agent = agents[isPlain ? 'http:' : 'https:'];
    const options = { method, headers: asked.headers, timeout: TIMEOUT_MS, agent };
    const request = (isPlain ? requestHttp : requestHttps)(url, options, (response) => {
      const { statusCode: status = 0, headers } = response;
      if (asked.reads?.(status) === false) {
        request.destroy();
        resolve({ status, headers, bytes: Buffer.alloc(0) });
        return;
      }
      const parts: Buffer[] = [];
      let room = MOST_BYTES;
      response.on('data', (part: Buffer) => {
        parts.push(part);
        room -= part.length;
        if (room < 0) request.destroy(new Error('it sends more than was asked for'));
      });
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status, headers, bytes: Buffer.concat(parts) });
      });
    });
    request.on('timeout', () => request.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    request.on('error', reject);
    request.end(asked.body);
  });
}
