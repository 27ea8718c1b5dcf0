import { z } from 'zod';
import type { LonLatBox } from '../../../shared/geo/lonLat';
import type { Sql } from './database';

/** A DTM of a grid. */
export interface GridDtm {
  readonly id: number;
  /** Identity of its contents. */
  readonly fingerprint: string;
  /** The CRS as it was stated; null: the file's own. */
  readonly crs: string | null;
  /** 0-based; null: the only one. */
  readonly band: number | null;
  /** From the grid's folder of terrain, with slashes. */
  readonly path: string;
  readonly bytes: number;
  readonly box: LonLatBox;
  /** Its resolution, metres. */
  readonly pixelM: number;
  /** Vertical noise of its elevations, metres; 0 where it cannot be estimated, null where nobody did. */
  readonly noiseM: number | null;
}

/** Stands for no band in the table, where null would not be equal to itself. */
const ONLY_BAND = -1;

const dtmRow = z
  .object({
    id: z.number(),
    fingerprint: z.string(),
    crs: z.string(),
    band: z.number(),
    path: z.string(),
    bytes: z.number(),
    west_deg: z.number(),
    south_deg: z.number(),
    east_deg: z.number(),
    north_deg: z.number(),
    pixel_m: z.number(),
    noise_m: z.number().nullable(),
  })
  .transform(
    ({ crs, band, west_deg, south_deg, east_deg, north_deg, pixel_m, noise_m, ...row }): GridDtm => ({
      ...row,
      crs: crs === '' ? null : crs,
      band: band === ONLY_BAND ? null : band,
      box: { westDeg: west_deg, southDeg: south_deg, eastDeg: east_deg, northDeg: north_deg },
      pixelM: pixel_m,
      noiseM: noise_m,
    }),
  );

const selectDtms = `SELECT id, fingerprint, crs, band, path, bytes::float8 AS bytes, west_deg, south_deg, east_deg, north_deg, pixel_m, noise_m
  FROM topo2vec.dtms`;

/** All DTMs of the grid, in the order they were added. */
export const listDtms = (sql: Sql): Promise<GridDtm[]> => sql.all(dtmRow, `${selectDtms} ORDER BY id`);

/** Some DTMs, in the order they were added; those that are not there are left out. */
export const dtmsById = (sql: Sql, ids: readonly number[]): Promise<GridDtm[]> =>
  sql.all(dtmRow, `${selectDtms} WHERE id = ANY($1::integer[]) ORDER BY id`, [ids]);

/** Counts the changes of the terrain. */
export async function terrainRevision(sql: Sql): Promise<number> {
  const row = await sql.get(
    z.object({ revision: z.number() }),
    'SELECT last_value::integer AS revision FROM topo2vec.terrain_revision',
  );
  return row?.revision ?? 0;
}

/** Adds DTMs in a transaction, all or none of them; returns how many were not there yet. One that moved gets its new place. */
export async function addDtms(sql: Sql, dtms: readonly Omit<GridDtm, 'id'>[]): Promise<number> {
  await sql.run("SELECT nextval('topo2vec.terrain_revision')");
  let added = 0;
  for (const { fingerprint, crs, band, path, bytes, box, pixelM, noiseM } of dtms) {
    const row = await sql.get(
      z.object({ added: z.boolean() }),
      `INSERT INTO topo2vec.dtms (fingerprint, crs, band, path, bytes, west_deg, south_deg, east_deg, north_deg, pixel_m, noise_m)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       ON CONFLICT (fingerprint, crs, band) DO UPDATE SET path = excluded.path, noise_m = excluded.noise_m
       RETURNING xmax = 0 AS added`,
      [
        ...[fingerprint, crs ?? '', band ?? ONLY_BAND, path, bytes],
        ...[box.westDeg, box.southDeg, box.eastDeg, box.northDeg, pixelM, noiseM],
      ],
    );
    if (row?.added === true) added++;
  }
  return added;
}

/** Identity of a terrain of some DTMs, as projects have it: it is the same wherever their files are. */
export const terrainKeyOf = (dtms: readonly Pick<GridDtm, 'fingerprint' | 'crs' | 'band'>[]): string =>
  dtms
    .map(({ fingerprint, crs, band }) => `${fingerprint}:${crs ?? ''}:${band ?? ''}`)
    .sort()
    .join(' ');
