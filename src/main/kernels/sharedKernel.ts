import { Kernel } from './kernel';

/** A kernel's memory never shrinks, so a kernel that worked on more bytes than this is not kept. */
const MOST_KEPT_BYTES = 16 * 1024 * 1024;

/**
 * A kernel that is created when it is first needed, and shared by all later callers.
 * @param code the module, as `?kernel` imports it
 * @param names the functions that it must export
 * @returns a function that gives the kernel for work on arrays of so many bytes
 */
export function sharedKernel<Name extends string>(
  code: Uint8Array<ArrayBuffer>,
  names: readonly Name[],
): (bytes: number) => Kernel<Name> {
  let shared: Kernel<Name> | null = null;
  return (bytes) =>
    bytes > MOST_KEPT_BYTES ? new Kernel(code, names) : (shared ??= new Kernel(code, names));
}
