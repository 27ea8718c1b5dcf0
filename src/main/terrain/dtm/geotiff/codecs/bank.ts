import { addDecoder, BaseDecoder, getDecoder } from 'geotiff';
import { inflateZstd, prepareZstd } from '../../../../platform/zstd';
import type { CodedBlock } from './codedBlock';
import { kernelCodecs, decodeByKernel } from './kernelCodecs';
import { decodeLerc } from './lerc/lerc';
import { LERC, PACK_BITS, UNCOMPRESSED, ZSTD } from './methods';
import { decodePackBits } from './packBits';

type Decode = (packed: Buffer, mostBytes: number, block: CodedBlock) => Buffer | Promise<Buffer>;

/** Our own decoders, which replace the bank's: each returns at most the bytes that its block may have. */
const OURS: readonly (readonly [methods: number[], decode: Decode])[] = [
  // LZW and DEFLATE: the bank's are slower, and do not limit their output.
  ...Object.entries(kernelCodecs).map(([method, codec]): [number[], Decode] => [
    [Number(method)],
    (packed, mostBytes) => decodeByKernel(codec, packed, mostBytes),
  ]),
  // The bank's decoder does not limit its output.
  [[PACK_BITS], decodePackBits],
  [[ZSTD], decodeZstd],
  // The bank's decoder ignores the mask, and trusts the sizes in the data.
  [[LERC], (packed, _, block) => decodeLerc(packed, block)],
];

async function decodeZstd(packed: Buffer, mostBytes: number): Promise<Buffer> {
  await prepareZstd();
  return Buffer.from(inflateZstd(packed, mostBytes).buffer);
}

for (const [methods, decode] of OURS) addDecoder(methods, () => Promise.resolve(decoderOf(decode)));

const READ: ReadonlySet<number> = new Set([UNCOMPRESSED, ...OURS.flatMap(([methods]) => methods)]);

/** Whether blocks of a compression method can be decoded. Of the bank's other methods, JPEG and WebP are lossy. */
export const canDecode = (compression: number): boolean => READ.has(compression);

/**
 * Decodes the bytes of one block; predictors are not undone.
 * @throws Error when they cannot be decoded
 */
export async function decode(compression: number, packed: Buffer, block: CodedBlock): Promise<Buffer> {
  const decoder = await getDecoder(compression, {
    ...block,
    tileWidth: block.width,
    tileHeight: block.height,
    samplesPerPixel: block.bands,
    // What predictors need; ours are used, since the bank's depend on the machine's byte order.
    bitsPerSample: 8,
    planarConfiguration: 1,
    predictor: 1,
  });
  // The bank needs bytes that are alone in their buffer.
  const { buffer } = packed.length === packed.buffer.byteLength ? packed : Uint8Array.from(packed);
  return Buffer.from(await decoder.decode(buffer));
}

function decoderOf(decodeBytes: Decode): typeof BaseDecoder {
  return class extends BaseDecoder {
    override async decodeBlock(packed: ArrayBufferLike): Promise<ArrayBufferLike> {
      const { parameters } = this;
      if (!isCodedBlock(parameters)) throw new TypeError('Decoders are made by decode() only.');
      const { buffer, byteOffset, length } = await decodeBytes(
        Buffer.from(packed),
        parameters.mostBytes,
        parameters,
      );
      return length === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + length);
    }
  };
}

const isCodedBlock = (parameters: object): parameters is CodedBlock =>
  'mostBytes' in parameters && 'dataType' in parameters;
