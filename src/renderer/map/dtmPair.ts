import type { DtmInfo } from '../../shared/contract/dtms';
import type { DtmPair } from '../../shared/contract/terrain';
import { overlap } from '../../shared/geo/lonLat';

/** A pair that is stated in part; null where the window chooses. */
export type StatedPair = { readonly [Side in keyof DtmPair]: number | null };

/**
 * The stated DTMs, or else the last imported one and the last before it that overlaps it.
 * @returns null where no two overlap
 */
export function dtmPair(usable: readonly DtmInfo[], stated: StatedPair): DtmPair | null {
  const known = (wanted: number | null): DtmInfo | undefined => usable.find(({ id }) => id === wanted);
  const lastFirst = [...usable].sort((a, b) => b.id - a.id);
  const overlapping = (one: DtmInfo): DtmInfo | undefined =>
    lastFirst.find((other) => other !== one && overlap(one.box, other.box) !== null);
  const later =
    known(stated.laterDtmId) ??
    lastFirst.find((dtm) => dtm.id !== stated.earlierDtmId && overlapping(dtm) !== undefined);
  const earlier = known(stated.earlierDtmId) ?? (later === undefined ? undefined : overlapping(later));
  return later === undefined || earlier === undefined
    ? null
    : { laterDtmId: later.id, earlierDtmId: earlier.id };
}
