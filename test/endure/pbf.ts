import { deflateSync } from 'node:zlib';

/**
 * Writes .osm.pbf files ("PBF Format", OpenStreetMap wiki), so that blocks can be changed before they are compressed:
 * a change of compressed bytes is found by their checksum and tests little.
 */

/** A field of a protocol buffer: a whole number, or bytes. */
type Field = readonly [number: number, value: number | bigint | Uint8Array | string];

function varint(value: number | bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}

const zigzag = (value: number): bigint => BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));

const message = (...fields: Field[]): Buffer =>
  Buffer.concat(
    fields.map(([number, value]) => {
      if (typeof value === 'number' || typeof value === 'bigint')
        return Buffer.from([...varint(number << 3), ...varint(value)]);
      const bytes = Buffer.from(value);
      return Buffer.concat([Buffer.from([...varint((number << 3) | 2), ...varint(bytes.length)]), bytes]);
    }),
  );

const packed = (values: readonly (number | bigint)[]): Buffer => Buffer.from(values.flatMap(varint));

/** Values as differences from the one before, as ids and coordinates are stored. */
const deltas = (values: readonly number[]): bigint[] =>
  values.map((value, index) => zigzag(value - (values[index - 1] ?? 0)));

const strings = ['', 'natural', 'peak', 'name', 'Grauspitz', 'cliff', 'waterway', 'river', 'saddle'];

/** Nodes of a primitive block: their ids and places around 46.8 N, 9.9 E; every other one is a peak. */
const ids = Array.from({ length: 24 }, (_, index) => 1000 + 7 * index);
const latitudes = ids.map((_, index) => 467_600_000 + 13_337 * index);
const longitudes = ids.map((_, index) => 98_200_000 + 9_001 * index);

const block = (...groups: Buffer[]): Buffer =>
  message(
    [1, message(...strings.map((text): Field => [1, text]))],
    ...groups.map((group): Field => [2, group]),
  );

const denseNodes = message([
  2,
  message(
    [1, packed(deltas(ids))],
    [8, packed(deltas(latitudes))],
    [9, packed(deltas(longitudes))],
    [10, packed(ids.flatMap((_, index) => (index % 2 === 0 ? [1, 2, 3, 4, 0] : [0])))],
  ),
]);

const plainNodes = message(
  ...ids
    .slice(0, 8)
    .map((id, index): Field => [
      1,
      message(
        [1, zigzag(id + 5000)],
        [2, packed([1])],
        [3, packed([8])],
        [8, zigzag(latitudes[index] ?? 0)],
        [9, zigzag(longitudes[index] ?? 0)],
      ),
    ]),
);

const ways = message(
  ...[5, 7].map((value, index): Field => [
    3,
    message(
      [1, 300 + index],
      [2, packed([index === 0 ? 1 : 6])],
      [3, packed([value])],
      [8, packed(deltas(ids.slice(3 * index, 3 * index + 9)))],
    ),
  ]),
);

const header = message(
  [1, message([1, 90], [2, 100], [3, 480], [4, 460])],
  [4, 'OsmSchema-V0.6'],
  [4, 'DenseNodes'],
  [16, 'endure'],
);

/** The blocks of a small file: a header, nodes both ways, and lines along them. */
export const pbfBlocks: readonly { readonly type: string; readonly bytes: Buffer }[] = [
  { type: 'OSMHeader', bytes: header },
  { type: 'OSMData', bytes: block(denseNodes) },
  { type: 'OSMData', bytes: block(plainNodes, ways) },
];

/**
 * A file of blocks.
 * @param compressed whether each block is deflated
 * @param claim changes the size that a block says it has when it is inflated
 */
export const writePbf = (
  blocks: readonly { readonly type: string; readonly bytes: Uint8Array }[],
  compressed: boolean,
  claim: (bytes: number) => number = (bytes) => bytes,
): Buffer =>
  Buffer.concat(
    blocks.flatMap(({ type, bytes }) => {
      const blob = compressed
        ? message([2, claim(bytes.length)], [3, deflateSync(bytes)])
        : message([1, bytes]);
      const head = message([1, type], [3, blob.length]);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(head.length);
      return [length, head, blob];
    }),
  );
