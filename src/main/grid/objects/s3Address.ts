import { UserError } from '../../../shared/errors';

/** Whether a path is that of an object in a bucket. */
export const isS3 = (path: string): boolean => path.startsWith('s3://');

/**
 * Splits s3://bucket or s3://bucket/key.
 * @throws UserError `bad-input` when it names no bucket
 */
export function s3Place(address: string): { readonly bucket: string; readonly key: string } {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/?#]+)(?:\/([^?#]*))?$/.exec(address) ?? [];
  if (bucket === '')
    throw new UserError('bad-input', `${address} names no bucket: write s3://bucket or s3://bucket/prefix.`);
  return { bucket, key };
}
