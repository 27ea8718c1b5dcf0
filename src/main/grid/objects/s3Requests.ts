import { UserError } from '../../../shared/errors';
import { askAgain } from '../../platform/askAgain';
import { httpRequest, type HttpAnswer } from '../../platform/httpRequest';
import { s3Client, type S3Client } from './s3Client';

/** How often a request is sent before it has failed. */
const ATTEMPTS = 6;

/**
 * Signed requests to a bucket, by path (endpoint/bucket/key). Sent again when the store is busy or fails, or the connection
 * breaks.
 */
export class S3Requests {
  readonly #s3: S3Client;

  /** @throws UserError `bad-input` as `s3Client` does */
  constructor(bucket: string, env: NodeJS.ProcessEnv) {
    this.#s3 = s3Client(bucket, env);
  }

  /**
   * Sends a request and waits for the whole answer, of status 2xx, 404 or 416.
   * @param target what follows the bucket: a path, or '?' and a query
   * @throws UserError `network` when the store cannot be reached or refuses
   */
  async ask(
    method: string,
    target: string,
    headers: Record<string, string>,
    body?: Uint8Array,
  ): Promise<HttpAnswer> {
    const answer = await askAgain(ATTEMPTS, () => this.#once(method, target, headers, body)).catch(
      (error: unknown) => {
        throw this.#unusable(error instanceof Error ? error.message : String(error));
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

  #once(
    method: string,
    target: string,
    headers: Record<string, string>,
    body: Uint8Array | undefined,
  ): Promise<HttpAnswer> {
    const { url, headers: signed } = this.#s3.sign(method, target, headers);
    return httpRequest(url, { method, headers: signed, ...(body === undefined ? {} : { body }) });
  }
}
