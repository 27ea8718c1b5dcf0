import {
  decodeByKernel,
  kernelCodecs,
} from '../../../../../src/main/terrain/dtm/geotiff/codecs/kernelCodecs';

/** The kernel's decoder of a compression method. */
export function unpackByKernel(method: number): (packed: Uint8Array, mostBytes: number) => Buffer {
  const codec = kernelCodecs[method];
  if (codec === undefined) throw new Error(`The kernel does not know method ${method}.`);
  return (packed, mostBytes) => decodeByKernel(codec, packed, mostBytes);
}
