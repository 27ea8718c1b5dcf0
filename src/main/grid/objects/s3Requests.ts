import { UserError } from '../../../shared/errors';
import { askAgain } from '../../platform/askAgain';
import { s3Client, type S3Client } from './s3Client';

/** How often a request is sent before it has failed. */
const ATTEMPTS = 6;

/** Time within which an answer must be complete, milliseconds. */
const TIMEOUT_MS = 300_000;

/** What a store answers. */
export interface Answer {
  /** 2xx, 404 or 416. */
  readonly status: number;
  /** Bytes of the object, as its headers say. */
  readonly length: number;
  readonly bytes: Uint8Array;
}

/**
 * Signed requests to a bucket, by path (endpoint/bucket/key). Sent again when the store is busy or fails, or the connection breaks, which
 * aws4fetch by itself does not do.
 */
export class S3Requests {
  readonly #s3: S3Client;

  /** @throws UserError `bad-input` as `s3Client` does */
  constructor(bucket: string, env: NodeJS.ProcessEnv) {
    this.#s3 = s3Client(bucket, env);
  }

  /**
   * Sends a request and waits for the whole answer.
   * @param target what follows the bucket: a path, or '?' and a query
   * @throws UserError `network` when the store cannot be reached or refuses
   */
  async ask(
    method: string,
    target: string,
    headers: Record<string, string>,
    body?: Uint8Array<ArrayBuffer>,
  ): Promise<Answer> {
    const answer = await askAgain(ATTEMPTS, () => this.#once(method, target, headers, body)).catch(
      (error: unknown) => {
        throw this.#unusable(reasonOf(error));
      },
    );
    const { status, bytes } = answer;
    if ((status >= 200 && status < 300) || status === 416) return answer;
    const [, code = ''] = /<Code>(\w+)<\/Code>/.exec(new TextDecoder().decode(bytes.subarray(0, 4096))) ?? [];
    if (status === 404 && code !== 'NoSuchBucket') return answer;
    throw this.#unusable(`it answered ${status} ${code}`.trim());
  }

  #unusable(failure: string): UserError {
    return new UserError(
      'network',
      `The object store at ${this.#s3.root} could not be used: ${failure}. Check AWS_ENDPOINT_URL, the bucket, the keys and their rights.`,
    );
  }

  async #once(
    method: string,
    target: string,
    headers: Record<string, string>,
    body: Uint8Array<ArrayBuffer> | undefined,
  ): Promise<Answer> {
    const url = `${this.#s3.root}${target.startsWith('?') ? '' : '/'}${target}`;
    const request = await this.#s3.client.sign(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const response = await fetch(request, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
    return {
      status: response.status,
      length: Number(response.headers.get('content-length')),
      bytes: new Uint8Array(await response.arrayBuffer()),
    };
  }
}

/** What went wrong with a connection: fetch says so in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
