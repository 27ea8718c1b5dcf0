import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

const ACCESS_KEY = 'AKIATESTKEY';
const SECRET_KEY = 'secret/of+the/test';
const REGION = 'eu-north-9';

/** Keys that a page of a list holds. */
const PAGE = 2;

/** An S3 that stands in for others: one bucket, by path, in memory. */
export interface S3Server {
  /** What opens it: see `openS3Store`. */
  readonly env: Record<string, string>;
  readonly objects: Map<string, Buffer>;
  /** When all of them were put, milliseconds since 1970. */
  putMs: number;
  /** Requests that it received, e.g. `GET /bucket/key`. */
  readonly requests: string[];
  /** What the next requests are answered by, in their order: a status, or a broken connection. */
  readonly failures: (number | 'broken')[];
  /** Whether it answers ranges with the whole object, as S3 itself never does. */
  sendsWhole: boolean;
  /** Whether it answers everything with 503. */
  isDown: boolean;
  close(): void;
}

/** Starts a server whose bucket is named `bucket`. It refuses what is not signed as AWS Signature Version 4 asks for. */
export async function startS3Server(): Promise<S3Server> {
  const s3 = {
    objects: new Map<string, Buffer>(),
    requests: [] as string[],
    failures: [] as (number | 'broken')[],
    putMs: Date.now(),
    sendsWhole: false,
    isDown: false,
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      s3.requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
      const failure = s3.isDown ? 503 : s3.failures.shift();
      if (failure === 'broken') return request.socket.destroy();
      const answer = failure === undefined ? answerTo(s3, request, body) : { status: failure, body: '' };
      response.writeHead(answer.status, answer.headers ?? {});
      return response.end(request.method === 'HEAD' ? undefined : answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): void => void server.close();
  const env = {
    AWS_ACCESS_KEY_ID: ACCESS_KEY,
    AWS_SECRET_ACCESS_KEY: SECRET_KEY,
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}/`,
  };
  return Object.assign(s3, { env, close });
}

interface Answer {
  readonly status: number;
  readonly body: string | Buffer;
  readonly headers?: Record<string, string | number>;
}

const refused = (status: number, code: string): Answer => ({
  status,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`,
});

function answerTo(
  s3: Pick<S3Server, 'objects' | 'putMs' | 'sendsWhole'>,
  request: IncomingMessage,
  body: Buffer,
): Answer {
  const { method, headers } = request;
  const url = new URL(request.url ?? '', 'http://host');
  if (!isSigned(request, url)) return refused(403, 'SignatureDoesNotMatch');
  const bodyHash = headers['x-amz-content-sha256'];
  if (method === 'PUT' && bodyHash !== createHash('sha256').update(body).digest('hex'))
    return refused(400, 'XAmzContentSHA256Mismatch');
  const [, bucket, ...rest] = url.pathname.split('/');
  if (bucket !== 'bucket') return refused(404, 'NoSuchBucket');
  const key = decodeURIComponent(rest.join('/'));
  if (url.searchParams.has('list-type')) return page(s3, url.searchParams);
  if (method === 'PUT') s3.objects.set(key, body);
  if (method === 'DELETE') s3.objects.delete(key);
  if (method === 'PUT' || method === 'DELETE') return { status: method === 'PUT' ? 200 : 204, body: '' };
  const object = s3.objects.get(key);
  if (object === undefined) return refused(404, 'NoSuchKey');
  const range = s3.sendsWhole ? undefined : headers.range;
  if (range === undefined) return { status: 200, body: object, headers: { 'content-length': object.length } };
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  if (from !== '' && Number(from) >= object.length) return refused(416, 'InvalidRange');
  const start = from === '' ? Math.max(0, object.length - Number(to)) : Number(from);
  const part = object.subarray(start, from === '' ? undefined : Number(to) + 1);
  return {
    status: 206,
    body: part,
    headers: {
      'content-range': `bytes ${start}-${start + part.length - 1}/${object.length}`,
      'last-modified': new Date(s3.putMs).toUTCString(),
      etag: `"${createHash('md5').update(object).digest('hex')}"`,
    },
  };
}

function page({ objects, putMs }: Pick<S3Server, 'objects' | 'putMs'>, query: URLSearchParams): Answer {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('continuation-token') ?? '';
  const found = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const some = found.slice(0, PAGE);
  const token =
    found.length > PAGE ? `<NextContinuationToken>${some.at(-1) ?? ''}</NextContinuationToken>` : '';
  const put = new Date(putMs).toISOString();
  const contents = some
    .map(
      (key) =>
        `<Contents><Key>${key}</Key><LastModified>${put}</LastModified><Size>${objects.get(key)?.length ?? 0}</Size></Contents>`,
    )
    .join('');
  return {
    status: 200,
    body: `<?xml version="1.0"?><ListBucketResult>${contents}${token}</ListBucketResult>`,
  };
}

/**
 * Whether a request is signed as it should be, in its header or its query ("Authenticating Requests: Using the Authorization Header" and
 * "Using Query Parameters", Amazon S3 API Reference).
 */
function isSigned({ method = '', headers }: IncomingMessage, url: URL): boolean {
  const { searchParams } = url;
  const given = searchParams.get('X-Amz-Signature');
  const authorization = headers.authorization ?? '';
  const [, inHeader = ''] = /SignedHeaders=([^,]+)/.exec(authorization) ?? [];
  const signed = given === null ? inHeader : (searchParams.get('X-Amz-SignedHeaders') ?? '');
  const time = given === null ? String(headers['x-amz-date']) : (searchParams.get('X-Amz-Date') ?? '');
  const strict = (text: string): string =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const query = [...searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${strict(name)}=${strict(value)}`)
    .sort();
  const canonical = [
    method,
    url.pathname,
    query.join('&'),
    ...signed.split(';').map((name) => `${name}:${String(headers[name])}`),
    '',
    signed,
    given === null ? String(headers['x-amz-content-sha256']) : 'UNSIGNED-PAYLOAD',
  ].join('\n');
  const scope = `${time.slice(0, 8)}/${REGION}/s3/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${createHash('sha256').update(canonical).digest('hex')}`;
  const hmac = (key: string | Buffer, value: string): Buffer =>
    createHmac('sha256', key).update(value).digest();
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${SECRET_KEY}`);
  const credential = `${ACCESS_KEY}/${scope}`;
  const signature = hmac(key, text).toString('hex');
  return given === null
    ? authorization ===
        `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signed}, Signature=${signature}`
    : given === signature && searchParams.get('X-Amz-Credential') === credential;
}
