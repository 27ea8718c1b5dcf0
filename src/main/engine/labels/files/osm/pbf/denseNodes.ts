import type { PbfReader } from 'pbf';
import { ONLY, type Block, type Version } from './blockVisitor';
import { bytesOf, eachField, messageOf } from './messages';
import { ELEMENTS_MAX, NO_TAGS } from './texts';

/** Reads dense nodes side by side from their columns; returns how many. */
export function readDense(bytes: Uint8Array, { degreesOf, texts, visitor, hasHistory }: Block): number {
  if (visitor.node === undefined) return 0;
  const message = messageOf(bytes);
  const columns = new Map<number, PbfReader>();
  let info: Uint8Array = new Uint8Array();
  eachField(message, (field) => {
    if (field === 5 && hasHistory) info = bytesOf(message);
    if (field !== 1 && field !== 8 && field !== 9 && field !== 10) return;
    if (columns.has(field)) throw new Error('dense nodes have a column twice');
    columns.set(field, messageOf(bytesOf(message)));
  });
  const column = (field: number): PbfReader => columns.get(field) ?? messageOf(new Uint8Array());
  const [ids, lats, lons, keysAndValues] = [column(1), column(8), column(9), column(10)];
  const hasTags = keysAndValues.length > 0 && visitor.wantsKey !== null;
  const versionOf = hasHistory ? denseVersions(info) : () => ONLY;
  let [count, id, lat, lon] = [0, 0, 0, 0];
  while (ids.pos < ids.length) {
    if (++count > ELEMENTS_MAX) throw new Error('a block has too many elements');
    id += ids.readSVarint();
    lat += lats.readSVarint();
    lon += lons.readSVarint();
    const version = versionOf();
    const before = keysAndValues.pos;
    const tags = visitor.wantsKey === null ? NO_TAGS : hasTags ? texts.tagsUpToZero(keysAndValues) : null;
    if (tags !== null && version.visible)
      visitor.node(id, degreesOf.lon(lon), degreesOf.lat(lat), tags, version);
    else if (hasHistory || keysAndValues.pos > before + 1)
      visitor.other?.('node', id, version, keysAndValues.pos > before + 1);
  }
  if (lats.pos !== lats.length || lons.pos !== lons.length) {
    throw new Error('dense nodes have columns of different lengths');
  }
  return count;
}

/** The versions of dense nodes, one at a time. */
function denseVersions(info: Uint8Array): () => Version {
  const message = messageOf(info);
  let versions = messageOf(new Uint8Array());
  let visible = messageOf(new Uint8Array());
  eachField(message, (field) => {
    if (field === 1) versions = messageOf(bytesOf(message));
    else if (field === 6) visible = messageOf(bytesOf(message));
  });
  return () => ({
    version: versions.pos < versions.length ? versions.readVarint() : 0,
    visible: visible.pos < visible.length ? visible.readVarint() !== 0 : true,
  });
}
