import type { OutgoingHttpHeaders } from 'node:http';
import { sign } from 'aws4';
import { UserError } from '../../../shared/errors';
import { s3Place } from './s3Address';

/** How long a signed address can be read, seconds. */
export const SIGNED_S = 86_400;

/** A request to a bucket, signed: it is as secret as a key. */
interface SignedRequest {
  readonly url: URL;
  readonly headers: OutgoingHttpHeaders;
}

/** A bucket, and what signs requests to it. */
export interface S3Client {
  /** Address of the bucket, by path (endpoint/bucket), without a slash at the end. */
  readonly root: string;
  /**
   * Signs a request by AWS Signature Version 4.
   * @param target what follows the bucket's address, e.g. '/key' or '?list-type=2'
   * @param inQuery whether the signature becomes part of the address, which can then be read without headers
   */
  sign(method: string, target: string, headers?: OutgoingHttpHeaders, inQuery?: boolean): SignedRequest;
}

/**
 * Reads keys, region and endpoint from the usual environment.
 * @param env see `openS3Store`
 * @throws UserError `bad-input` when keys are missing, or the endpoint is no address
 */
export function s3Client(bucket: string, env: NodeJS.ProcessEnv): S3Client {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = env;
  if (accessKeyId === '' || secretAccessKey === '')
    throw new UserError(
      'bad-input',
      `To use s3://${bucket}, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment.`,
    );
  const region = set(env.AWS_REGION) ?? set(env.AWS_DEFAULT_REGION) ?? 'us-east-1';
  const endpoint =
    set(env.AWS_ENDPOINT_URL_S3) ?? set(env.AWS_ENDPOINT_URL) ?? `https://s3.${region}.amazonaws.com`;
  if (!/^https?:\/\//.test(endpoint))
    throw new UserError('bad-input', `The endpoint ${endpoint} must begin with https:// or http://.`);
  const sessionToken = set(env.AWS_SESSION_TOKEN);
  const root = `${endpoint.replace(/\/+$/, '')}/${encodeURIComponent(bucket)}`;
  const keys = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  return {
    root,
    sign: (method, target, headers = {}, signQuery = false) => {
      const { origin, host, pathname, search } = new URL(`${root}${target}`);
      const request = {
        service: 's3',
        region,
        method,
        host,
        path: `${pathname}${search}`,
        headers,
        signQuery,
      };
      const { path = '', headers: signed = {} } = sign(request, keys);
      return { url: new URL(path, origin), headers: signed };
    },
  };
}

/** A key as a part of an address. */
export const inUrl = (key: string): string => key.split('/').map(encodeURIComponent).join('/');

/**
 * An https:// address by which an object of a bucket can be read for a day without keys (signed query of AWS Signature Version 4). It is
 * as secret as a key: never show or store it.
 * @param address s3://bucket/key
 * @throws UserError `bad-input` as `s3Client` and `s3Place` do
 */
export function signedAddress(address: string, env: NodeJS.ProcessEnv): string {
  const { bucket, key } = s3Place(address);
  return s3Client(bucket, env).sign('GET', `/${inUrl(key)}?X-Amz-Expires=${SIGNED_S}`, {}, true).url.href;
}

const set = (value: string | undefined): string | undefined => (value === '' ? undefined : value);
