import { isAbsolute } from 'node:path';
import { UserError } from '../../../shared/errors';
import { FolderStore } from './folderStore';
import type { ObjectStore } from './objectStore';
import { isS3 } from './s3Address';
import { openS3Store } from './s3Store';

/**
 * Opens an object store.
 * @param address an absolute folder, or s3://bucket/prefix; for S3, keys, region and endpoint come from the usual AWS_* variables
 * @throws UserError `bad-input` for other addresses, and when keys are missing; `disk` when the folder cannot be made, `network` when the
 *   bucket cannot be used
 */
export async function openObjectStore(address: string): Promise<ObjectStore> {
  if (isS3(address)) {
    const store = openS3Store(address, process.env);
    // A wrong bucket or key is said at once: later, some answers cannot be told from those about a missing object.
    await store.list('')[Symbol.asyncIterator]().next();
    return store;
  }
  if (isAbsolute(address)) return FolderStore.open(address);
  throw new UserError(
    'bad-input',
    `${address} is not a place for data: give an absolute folder or s3://bucket/prefix.`,
  );
}
