import { UserError } from '../../../../../shared/errors';
import type { ByteSource } from '../byteSource';
import { WGS84, type Found, type Reading } from '../feature';
import { OsmAssembly } from './assembly';
import { readBlock } from './pbf/block';
import type { BlockVisitor } from './pbf/blockVisitor';
import { dataBlocks } from './pbf/blobs';
import { newestVersions } from './pbf/newestVersions';
import type { LabelReader } from '../labelReader';

/** By its name or its first block. */
export const reader: LabelReader = {
  recognises: ({ name, bytes }) =>
    /\.pbf$/i.test(name) || bytes.toString('latin1', 4, 16).includes('OSMHeader'),
  read: readOsmPbf,
};

/**
 * Features of an .osm.pbf file. A file with wanted lines or areas is read again: ways refer to their nodes by id, and nodes come
 * before them. Memory grows with what is wanted, not with the file.
 * @throws UserError `unsupported-file`
 */
export function* readOsmPbf(source: ByteSource, reading: Reading): Generator<Found> {
  yield {
    kind: 'about',
    about: { format: 'osm-pbf', layers: [source.name], layer: source.name, crs: WGS84, table: null },
  };
  yield { kind: 'fromOsm' };
  const assembly = new OsmAssembly(source.name, reading);
  const { keys } = reading;
  const first: BlockVisitor = {
    wantsKey: (key) => keys?.has(key) ?? true,
    node: (id, lonDeg, latDeg, tags) => {
      assembly.node(id, lonDeg, latDeg, tags);
    },
    way: (id, where, tags) => {
      assembly.way(id, tags, where);
    },
    relation: (id, members, tags) => {
      assembly.relation(id, tags, members);
    },
    other: (_type, _id, _version, isTagged) => {
      if (isTagged) assembly.other();
    },
  };
  yield* blocks(source, first, () => assembly.drain());
  if (assembly.needsWays) {
    const second: BlockVisitor = {
      wantsKey: null,
      way: (id, where) => {
        assembly.boundary(id, where);
      },
    };
    yield* blocks(source, second);
  }
  if (assembly.needsNodes) {
    const third: BlockVisitor = {
      wantsKey: null,
      node: (id, lonDeg, latDeg) => {
        assembly.place(id, lonDeg, latDeg);
      },
    };
    yield* blocks(source, third);
  }
  yield* assembly.rest();
}

/** Shows each block to the visitor; yields what `found` gives, and how far the file was read. */
function* blocks(source: ByteSource, visitor: BlockVisitor, found?: () => Found[]): Generator<Found> {
  source.rewind();
  try {
    let newest: ReturnType<typeof newestVersions> | null = null;
    for (const block of dataBlocks(source)) {
      if (block.hasHistory) newest ??= newestVersions(visitor, source.name);
      readBlock(block.bytes, newest?.visitor ?? visitor, block.hasHistory);
      if (found !== undefined) yield* found();
      yield { kind: 'progress', doneBytes: source.doneBytes, totalBytes: source.totalBytes };
    }
    newest?.end();
    if (found !== undefined) yield* found();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new UserError(
      'unsupported-file',
      `${source.name} cannot be read as .osm.pbf: ${detail}. It may be damaged or cut short: download it again.`,
      { cause: error },
    );
  }
}
