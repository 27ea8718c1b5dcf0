import { z } from 'zod';
import type { Connection } from './database';

/** Share of a file from which on what is free in it is given back. */
const FREE_SHARE = 0.5;

/**
 * Gives free pages of a file back to its disk where they are most of it: otherwise they wait for what is stored next. It takes as
 * long as writing what is left, once. Where the disk has no room for that, the file stays as it is, which harms nothing.
 */
export async function giveBackSpace(connection: Connection): Promise<void> {
  const pages = await connection.get(
    z.object({ free: z.number(), all: z.number() }),
    `SELECT free.freelist_count AS free, pages.page_count AS "all"
     FROM pragma_freelist_count AS free, pragma_page_count AS pages`,
  );
  if (pages === null || pages.free < FREE_SHARE * pages.all) return;
  await connection.script('VACUUM; PRAGMA wal_checkpoint(TRUNCATE);').catch(() => undefined);
}
