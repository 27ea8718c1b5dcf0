import { createHash } from 'node:crypto';
import type { HttpAnswer } from '../../platform/httpRequest';
import { checkedKey } from './key';
import { listPage } from './listPage';
import type { ListedObject, ObjectStore } from './objectStore';
import { missing, tooShort } from './refusals';
import { s3Place } from './s3Address';
import { inUrl } from './s3Client';
import { S3Requests } from './s3Requests';

/**
 * Opens a bucket of S3, or of a store that speaks like it.
 * @param address s3://bucket or s3://bucket/prefix
 * @param env AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and where there are any AWS_SESSION_TOKEN, AWS_REGION or
 *   AWS_DEFAULT_REGION (default us-east-1), AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL (default: Amazon's of the region)
 * @throws UserError `bad-input` when the address names no bucket, or keys are missing
 */
export function openS3Store(address: string, env: NodeJS.ProcessEnv): ObjectStore {
  const { bucket, key: prefix } = s3Place(address);
  const folder = prefix.replace(/\/+$/, '');
  return new S3Store(address, folder === '' ? '' : `${folder}/`, new S3Requests(bucket, env));
}

class S3Store implements ObjectStore {
  constructor(
    readonly place: string,
    private readonly prefix: string,
    private readonly requests: S3Requests,
  ) {}

  async put(key: string, content: Uint8Array | readonly Uint8Array[]): Promise<void> {
    const bytes = content instanceof Uint8Array ? content : Buffer.concat(content);
    // The store compares what arrives with this; by itself the signature covers headers alone.
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await this.#ask('PUT', key, { 'x-amz-content-sha256': sha256 }, bytes);
  }

  async get(key: string): Promise<Uint8Array> {
    const { status, bytes } = await this.#ask('GET', key, {});
    if (status === 404) throw missing(this.place, key);
    return bytes;
  }

  async read(key: string, offset: number, length: number): Promise<Uint8Array> {
    if (length === 0) return new Uint8Array();
    const range = offset < 0 ? `${offset}` : `${offset}-${offset + length - 1}`;
    const { status, bytes } = await this.#ask('GET', key, { range: `bytes=${range}` });
    if (status === 404) throw missing(this.place, key);
    // Some stores send a range with the status of a whole object, others a whole object.
    const isWhole = status === 200 && bytes.length > length;
    const start = !isWhole ? 0 : offset < 0 ? bytes.length + offset : offset;
    const part = status === 416 ? new Uint8Array() : bytes.subarray(start, start + length);
    if (part.length < length) throw tooShort(this.place, key);
    return part;
  }

  async size(key: string): Promise<number | null> {
    const { status, headers } = await this.#ask('HEAD', key, {});
    return status === 404 ? null : Number(headers['content-length']);
  }

  async *list(prefix: string): AsyncGenerator<ListedObject> {
    let token: string | null = null;
    do {
      const query = new URLSearchParams({ 'list-type': '2', prefix: this.prefix + prefix });
      if (token !== null) query.set('continuation-token', token);
      const { bytes } = await this.requests.ask('GET', `?${query.toString()}`, {});
      const page = listPage(new TextDecoder().decode(bytes));
      for (const { key, ...found } of page.objects) yield { key: key.slice(this.prefix.length), ...found };
      token = page.nextToken;
    } while (token !== null);
  }

  async remove(key: string): Promise<void> {
    await this.#ask('DELETE', key, {});
  }

  #ask(method: string, key: string, headers: Record<string, string>, body?: Uint8Array): Promise<HttpAnswer> {
    return this.requests.ask(method, `/${inUrl(this.prefix + checkedKey(key))}`, headers, body);
  }
}
