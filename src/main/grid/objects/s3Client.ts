import { AwsClient } from 'aws4fetch';
import { UserError } from '../../../shared/errors';
import { s3Place } from './s3Address';

/** How long a signed address can be read, seconds. */
export const SIGNED_S = 86_400;

/** A bucket, and what signs requests to it. */
export interface S3Client {
  readonly client: AwsClient;
  /** Address of the bucket, by path (endpoint/bucket), without a slash at the end. */
  readonly root: string;
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
  const client = new AwsClient({
    ...{ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 },
    ...(sessionToken === undefined ? {} : { sessionToken }),
  });
  return { client, root: `${endpoint.replace(/\/+$/, '')}/${encodeURIComponent(bucket)}` };
}

/** A key as a part of an address. */
export const inUrl = (key: string): string => key.split('/').map(encodeURIComponent).join('/');

/**
 * An https:// address by which an object of a bucket can be read for a day without keys (signed query of AWS Signature Version 4). It is
 * as secret as a key: never show or store it.
 * @param address s3://bucket/key
 * @throws UserError `bad-input` as `s3Client` and `s3Place` do
 */
export async function signedAddress(address: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { bucket, key } = s3Place(address);
  const { client, root } = s3Client(bucket, env);
  const url = `${root}/${inUrl(key)}?X-Amz-Expires=${SIGNED_S}`;
  return (await client.sign(url, { method: 'GET', aws: { signQuery: true } })).url;
}

const set = (value: string | undefined): string | undefined => (value === '' ? undefined : value);
