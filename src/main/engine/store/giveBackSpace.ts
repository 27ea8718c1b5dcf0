import { z } from 'zod';
import type { Connection } from './database';

/** Share of free pages in a file from which on they are returned to the disk. */
const FREE_SHARE = 0.5;

/** Returns free pages of a file to the disk where they are most of it: otherwise they are kept for what is stored next. */
export async function giveBackSpace(connection: Connection): Promise<void> {
  const pages = await connection.get(
    z.object({ free: z.number(), all: z.number() }),
    `SELECT free.freelist_count AS free, pages.page_count AS "all"
     FROM pragma_freelist_count AS free, pragma_page_count AS pages`,
  );
  if (pages === null || pages.free < FREE_SHARE * pages.all) return;
  await connection.shrink();
}
