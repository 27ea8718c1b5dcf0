import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { inflateSync } from 'node:zlib';
import { OSMTransform, parse } from 'osm-pbf-parser-node';
import { z } from 'zod';
import { throwIfAborted, UserError } from '../../../shared/errors';
import type { OsmFeature, OsmFeatures, WantsTags } from './osmFeature';

/** The most that one block may hold when inflated ("PBF Format", OpenStreetMap wiki: 32 MiB). */
const BLOCK_BYTES_MAX = 32 * 1024 * 1024;

const tags = z.record(z.string(), z.string()).optional();
const node = z.object({ type: z.literal('node'), id: z.number(), lat: z.number(), lon: z.number(), tags });
const way = z.object({ type: z.literal('way'), id: z.number(), refs: z.array(z.number()), tags });

/**
 * Features of an .osm.pbf file. The file is read twice: ways name their nodes by id, and nodes stand before them.
 * Memory grows with what is wanted, not with the file.
 * @throws UserError `unsupported-file` or `truncated-file`
 */
export async function readOsmPbf(path: string, wants: WantsTags, signal: AbortSignal): Promise<OsmFeatures> {
  const features: OsmFeature[] = [];
  const ways: { id: number; refs: number[]; tags: Record<string, string> }[] = [];
  const needed = new Map<number, [number, number] | null>();

  for await (const element of elements(path, true, signal)) {
    if (element.type === 'node' && element.tags !== undefined && wants(element.tags)) {
      features.push({
        ref: `node/${element.id}`,
        tags: element.tags,
        coordinates: Float64Array.of(element.lon, element.lat),
      });
    } else if (element.type === 'way' && element.tags !== undefined && wants(element.tags)) {
      ways.push({ id: element.id, refs: element.refs, tags: element.tags });
      for (const ref of element.refs) needed.set(ref, null);
    }
  }
  if (needed.size > 0) {
    for await (const element of elements(path, false, signal)) {
      if (element.type === 'node' && needed.has(element.id))
        needed.set(element.id, [element.lon, element.lat]);
    }
  }
  for (const { id, refs, tags: wayTags } of ways) {
    // A way that an extract cut off lacks some of its nodes; what is there is still on the ground.
    const coordinates = refs.flatMap((ref) => needed.get(ref) ?? []);
    if (coordinates.length === 0) continue;
    features.push({ ref: `way/${id}`, tags: wayTags, coordinates: Float64Array.from(coordinates) });
  }
  return { features, fromOsm: true };
}

type Element = z.infer<typeof node> | z.infer<typeof way>;

async function* elements(path: string, withTags: boolean, signal: AbortSignal): AsyncGenerator<Element> {
  const name = basename(path);
  const file = createReadStream(path, { highWaterMark: 4 * 1024 * 1024 });
  const blocks = new OSMTransform({ writeRaw: true });
  file.on('error', (error) => blocks.destroy(error));
  try {
    for await (const block of file.pipe(blocks)) {
      throwIfAborted(signal);
      // The header block comes as an array of one; data blocks come as compressed bytes.
      if (!(block instanceof Uint8Array)) continue;
      const inflated = inflateSync(block, { maxOutputLength: BLOCK_BYTES_MAX });
      for (const item of parse(inflated, { withTags, withInfo: false })) {
        const parsed = 'refs' in item ? way.safeParse(item) : node.safeParse(item);
        if (parsed.success) yield parsed.data;
      }
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new UserError(
      'unsupported-file',
      `${name} cannot be read as .osm.pbf (${detail}). It may be cut short: download it again.`,
      { cause: error },
    );
  } finally {
    file.destroy();
  }
}
