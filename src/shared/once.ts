/**
 * What a process makes when it is first asked for and never changes, such as a table that is parsed or a kernel that is started.
 * What grows with what is asked belongs to the object that it is about, and ends with it.
 * @returns gives the same value each time; where making it throws, the next call tries again
 */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
