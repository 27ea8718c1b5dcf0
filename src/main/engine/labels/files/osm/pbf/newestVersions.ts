import { UserError } from '../../../../../../shared/errors';
import type { BlockVisitor, Version } from './blockVisitor';

/** The order of elements in a file. */
const order = { node: 0, way: 1, relation: 2 };

/**
 * A visitor of a file that holds all versions of each element, one after the other, which gives another visitor the newest of
 * each unless that was deleted.
 * @throws UserError `unsupported-file` when versions are not in order
 */
export function newestVersions(
  to: BlockVisitor,
  name: string,
): { readonly visitor: BlockVisitor; readonly end: () => void } {
  let last: { key: number; id: number; version: number; show: (() => void) | null } | null = null;
  const flush = (): void => {
    last?.show?.();
    last = null;
  };
  const take = (
    type: keyof typeof order,
    id: number,
    { version, visible }: Version,
    show: () => void,
  ): void => {
    const key = order[type];
    if (last !== null) {
      // Negative ids, of elements that were not uploaded, come first and count downwards.
      const before = last.key === key && (last.id < 0 === id < 0 ? Math.abs(id) < Math.abs(last.id) : id < 0);
      if (key < last.key || before || (key === last.key && id === last.id && version < last.version)) {
        throw new UserError(
          'unsupported-file',
          `${name} holds map history that is not sorted. Sort it first: osmium sort ${name} -o sorted.osm.pbf`,
        );
      }
      if (key !== last.key || id !== last.id) flush();
    }
    last = { key, id, version, show: visible ? show : null };
  };
  return {
    end: flush,
    visitor: {
      wantsKey: to.wantsKey,
      node: (id, lonDeg, latDeg, tags, version) => {
        take('node', id, version, () => to.node?.(id, lonDeg, latDeg, tags, version));
      },
      way: (id, where, tags, version) => {
        take('way', id, version, () => to.way?.(id, where, tags, version));
      },
      relation: (id, members, tags, version) => {
        take('relation', id, version, () => to.relation?.(id, members, tags, version));
      },
      other: (type, id, version, isTagged) => {
        take(type, id, version, () => to.other?.(type, id, version, isTagged));
      },
    },
  };
}
