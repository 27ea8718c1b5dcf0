import { appendFileSync, writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { PbfWriter } from 'pbf';

/** The bytes of a protobuf message. */
export const bytesOf = (write: (message: PbfWriter) => void): Uint8Array => {
  const message = new PbfWriter();
  write(message);
  return message.finish();
};

/** A block of an .osm.pbf with its header ("PBF Format", OpenStreetMap wiki). */
export const block = (type: string, write: (blob: PbfWriter) => void): Uint8Array => {
  const body = bytesOf(write);
  const header = bytesOf((message) => {
    message.writeStringField(1, type);
    message.writeVarintField(3, body.length);
  });
  const start = Buffer.alloc(4);
  start.writeUInt32BE(header.length);
  return Buffer.concat([start, header, body]);
};

/** A block's bytes as they are. */
export const raw = (bytes: Uint8Array) => (blob: PbfWriter) => {
  blob.writeBytesField(1, bytes);
};

/** A block's bytes compressed, and the size that it states. */
export const zlib = (bytes: Uint8Array, statedBytes: number) => (blob: PbfWriter) => {
  blob.writeVarintField(2, statedBytes);
  blob.writeBytesField(3, deflateSync(bytes));
};

/** The header that a file begins with. */
export const head = block('OSMHeader', raw(new Uint8Array()));

/** A block of dense nodes: texts, and the columns of ids, coordinates and tags. */
export const dense = (
  texts: string[],
  ids: number[],
  keysAndValues: number[],
  lats: number[] = ids,
): Uint8Array =>
  bytesOf((message) => {
    message.writeBytesField(
      1,
      bytesOf((table) => {
        for (const text of texts) table.writeStringField(1, text);
      }),
    );
    const nodes = bytesOf((columns) => {
      columns.writePackedSVarint(1, ids);
      columns.writePackedSVarint(8, lats);
      columns.writePackedSVarint(9, ids);
      columns.writePackedVarint(10, keysAndValues);
    });
    message.writeBytesField(
      2,
      bytesOf((group) => {
        group.writeBytesField(2, nodes);
      }),
    );
  });

/** A valid block of a million places, all of one tag. */
export function millionNodes(key: string, value: string): Uint8Array {
  const ones = Array.from({ length: 1_000_000 }, () => 1);
  const nodes = dense(
    ['', key, value],
    ones,
    ones.flatMap(() => [1, 2, 0]),
  );
  return block('OSMData', zlib(nodes, nodes.length));
}

/** Writes a valid file of some tens of megabytes that takes minutes to read: 10,000 blocks of a million benches. */
export function writeLongFile(path: string): void {
  const data = millionNodes('amenity', 'bench');
  const hundred = Buffer.concat(Array.from({ length: 100 }, () => data));
  writeFileSync(path, head);
  for (let written = 0; written < 10_000; written += 100) appendFileSync(path, hundred);
}
