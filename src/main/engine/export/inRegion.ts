import { regionContains, type Region } from '../../../shared/geo/region';
import type { PointTable } from './pointTable';

/** A region as the provenance of what lies in it: west, south, east, north, and its outline where it has one. */
export const regionProvenance = ({
  westDeg,
  southDeg,
  eastDeg,
  northDeg,
  outline,
}: Region): Record<string, unknown> => ({
  region: [westDeg, southDeg, eastDeg, northDeg],
  ...(outline === undefined ? {} : { region_outline: outline }),
});

/** The places of a table that lie in a region, with the areas that any of them were sampled in. */
export function inRegion(table: PointTable, region: Region): PointTable {
  const rows = Uint32Array.from(table.lonDeg.keys()).filter((index) =>
    regionContains(region, table.lonDeg[index] ?? NaN, table.latDeg[index] ?? NaN),
  );
  const row = (index: number): (string | number | null)[] => table.row(rows[index] ?? NaN);
  const area = table.fields.findIndex(({ name }) => name === 'area');
  const sampledIn = new Set(Array.from(rows, (_, index) => row(index)[area]));
  return {
    ...table,
    provenance: { ...table.provenance, ...regionProvenance(region) },
    lonDeg: Float64Array.from(rows, (index) => table.lonDeg[index] ?? NaN),
    latDeg: Float64Array.from(rows, (index) => table.latDeg[index] ?? NaN),
    row,
    ...(table.areas === undefined ? {} : { areas: table.areas.filter(({ id }) => sampledIn.has(id)) }),
  };
}
