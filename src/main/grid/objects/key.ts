/**
 * Checks a key, so that it names the same object in a folder and in a bucket.
 * @returns the key
 * @throws RangeError when it is empty or absolute, leaves the store, or has other characters than a-z 0-9 . _ - /
 */
export function checkedKey(key: string): string {
  const isKey = key.split('/').every((part) => /^[a-z\d._-]+$/.test(part) && !/^\.+$/.test(part));
  if (!isKey) throw new RangeError(`"${key}" is not a key of an object.`);
  return key;
}
