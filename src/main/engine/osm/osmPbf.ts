import { UserError } from '../../../shared/errors';
import type { ByteSource } from './byteSource';
import { NeededNodes } from './neededNodes';
import { isWanted, type Found, type OsmFeature, type Wanted } from './osmFeature';
import { readBlock, type BlockVisitor } from './pbf/block';
import { dataBlocks } from './pbf/blobs';

/**
 * Features of an .osm.pbf file. A file with lines that are wanted is read twice: ways name their nodes by id, and nodes
 * stand before them. Memory grows with the lines that are wanted, not with the file.
 * @throws UserError `unsupported-file`
 */
export function* readOsmPbf(source: ByteSource, wanted: Wanted): Generator<Found> {
  const needed = new NeededNodes(source.name);
  const keys = wanted.kind === 'filtered' ? new Set(wanted.filters.flatMap(Object.keys)) : null;
  let features: OsmFeature[] = [];
  const first: BlockVisitor = {
    wantsKey: (key) => keys?.has(key) ?? true,
    node: (id, lonDeg, latDeg, tags) => {
      if (!isWanted(wanted, tags)) return;
      features.push({ ref: `node/${id}`, tags, coordinates: Float64Array.of(lonDeg, latDeg) });
    },
    way: (id, refs, tags) => {
      if (isWanted(wanted, tags)) needed.add(id, refs, tags);
    },
  };
  for (const doneBytes of blocks(source, first)) {
    for (const feature of features) yield { kind: 'feature', feature };
    features = [];
    yield { kind: 'progress', doneBytes, totalBytes: source.totalBytes };
  }
  if (!needed.isEmpty) {
    needed.prepare();
    source.rewind();
    const second: BlockVisitor = {
      wantsKey: null,
      node: (id, lonDeg, latDeg) => {
        needed.found(id, lonDeg, latDeg);
      },
      way: () => undefined,
    };
    for (const doneBytes of blocks(source, second))
      yield { kind: 'progress', doneBytes, totalBytes: source.totalBytes };
    for (const { id, tags, coordinates } of needed.ways())
      yield { kind: 'feature', feature: { ref: `way/${id}`, tags, coordinates } };
  }
  yield { kind: 'end', fromOsm: true };
}

/** Shows each block to the visitor; yields how far the file was read. */
function* blocks(source: ByteSource, visitor: BlockVisitor): Generator<number> {
  try {
    for (const block of dataBlocks(source)) {
      readBlock(block, visitor);
      yield source.doneBytes;
    }
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
