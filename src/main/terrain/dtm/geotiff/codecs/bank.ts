import { addDecoder, BaseDecoder, getDecoder } from 'geotiff';
import { inflateZstd, prepareZstd } from '../../../../platform/zstd';
import type { CodedBlock } from './codedBlock';
import { decodeDeflate } from './inflate';
import { decodeLerc } from './lerc/lerc';
import { decodeLzw } from './lzw';
import { DEFLATE, LERC, LZW, OLD_DEFLATE, PACK_BITS, UNCOMPRESSED, ZSTD } from './methods';
import { decodePackBits } from './packBits';

type Decode = (packed: Buffer, mostBytes: number, block: CodedBlock) => Buffer | Promise<Buffer>;

/** Decoders of ours, in place of the bank's: each gives at most the bytes that its block may have. */
const OURS: readonly (readonly [methods: number[], decode: Decode])[] = [
  // The bank's reads LZW at a tenth of the speed.
  [[LZW], (packed, mostBytes) => decodeLzw(packed, mostBytes)],
  // The bank's give whatever the bytes make of themselves.
  [[DEFLATE, OLD_DEFLATE], decodeDeflate],
  [[PACK_BITS], decodePackBits],
  [[ZSTD], decodeZstd],
  // The bank's forgets the mask, and trusts the sizes inside.
  [[LERC], (packed, _, block) => decodeLerc(packed, block)],
];

async function decodeZstd(packed: Buffer, mostBytes: number): Promise<Buffer> {
  await prepareZstd();
  return Buffer.from(inflateZstd(packed, mostBytes).buffer);
}

for (const [methods, decode] of OURS) addDecoder(methods, () => Promise.resolve(decoderOf(decode)));

const READ: ReadonlySet<number> = new Set([UNCOMPRESSED, ...OURS.flatMap(([methods]) => methods)]);

/** Whether blocks of a compression method can be decoded. Of the others that the bank has, JPEG and WebP lose digits. */
export const canDecode = (compression: number): boolean => READ.has(compression);

/**
 * Decodes the bytes of one block; predictors stay as they are.
 * @throws Error when they cannot be decoded
 */
export async function decode(compression: number, packed: Buffer, block: CodedBlock): Promise<Buffer> {
  const decoder = await getDecoder(compression, {
    ...block,
    tileWidth: block.width,
    tileHeight: block.height,
    samplesPerPixel: block.bands,
    // What predictors need; they are ours, since the bank's go by the machine's byte order.
    bitsPerSample: 8,
    planarConfiguration: 1,
    predictor: 1,
  });
  // The bank wants bytes that are alone in their buffer.
  const { buffer } = packed.length === packed.buffer.byteLength ? packed : Uint8Array.from(packed);
  return Buffer.from(await decoder.decode(buffer));
}

function decoderOf(decodeBytes: Decode): typeof BaseDecoder {
  return class extends BaseDecoder {
    override async decodeBlock(packed: ArrayBufferLike): Promise<ArrayBufferLike> {
      const { parameters } = this;
      if (!isCodedBlock(parameters)) throw new TypeError('Decoders are made by decode() alone.');
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
