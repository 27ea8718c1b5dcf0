import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { migrations } from '../../../src/main/grid/control/schema';
import { runCommand } from '../cli/runCommand';
import { temporaryFolder } from '../engine/folder';
import { runsGrids } from './gridCommand';
import { startPostgres, type TestPostgres } from './postgres';

const folder = temporaryFolder();
const data = join(folder, 'data');
let postgres: TestPostgres;

const count = z.object({ count: z.number() });
const sqlIn = (name: string): string => readFileSync(resolve('docs', name), 'utf8');

describe.runIf(runsGrids)('an upgraded grid (needs Node 22.15)', { timeout: 400_000 }, () => {
  beforeAll(async () => {
    postgres = await startPostgres();
  });

  afterAll(() => postgres.stop());

  test('says that its roles need their rights anew, lets them read before, and forgets what is old', async () => {
    const { GridDatabase } = await import('../../../src/main/grid/control/database');
    const address = postgres.address('postgres');
    const database = new GridDatabase(address);
    await database.run('CREATE SCHEMA topo2vec; CREATE TABLE topo2vec.version (version integer)');
    await database.run(migrations[0] ?? '');
    await database.run('INSERT INTO topo2vec.version VALUES (1)');
    await database.run(
      `INSERT INTO topo2vec.grid (data, terrain, shard_chunks, lease_s, retries) VALUES ($1, $2, 16, 60, 4)`,
      [data, folder],
    );
    await database.run('CREATE ROLE topo2vec_reader; CREATE ROLE one_reader LOGIN IN ROLE topo2vec_reader');
    await database.run(
      `GRANT USAGE ON SCHEMA topo2vec TO topo2vec_reader;
       ALTER DEFAULT PRIVILEGES IN SCHEMA topo2vec GRANT SELECT ON TABLES TO topo2vec_reader`,
    );

    const make = ['grid', 'new', address, '--data', data, '--terrain', folder];
    const upgraded = await runCommand(folder, ...make);
    expect(upgraded).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('grid-roles.sql once more') as string,
    });
    expect(await runCommand(folder, ...make)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Made a grid/) as string,
    });
    const reader = new GridDatabase(postgres.address('postgres', 'one_reader'));
    expect(await reader.get(count, 'SELECT count(*)::integer AS count FROM topo2vec.label_history')).toEqual({
      count: 0,
    });
    await reader.close();
    await database.run(sqlIn('grid-roles.sql'));
    await database.run(sqlIn('grid-roles.sql'));

    await database.run(
      `INSERT INTO topo2vec.label_pushes (id, adopted, pushed) VALUES
         (gen_random_uuid(), '[]', now() - interval '13 months'), (gen_random_uuid(), '[]', now() - interval '11 months');
       INSERT INTO topo2vec.label_history (change, kind, id, changed_by, changed, content) VALUES
         (1, 'labels', 'a', 'ann', now() - interval '9 years', '{}'), (2, 'labels', 'a', 'ann', now() - interval '7 years', '{}'),
         (3, 'labels', 'b', 'ann', now() - interval '9 years', '{}'), (4, 'areas', 'a', 'ann', now() - interval '9 years', '{}'),
         (5, 'areas', 'a', 'ann', now() - interval '1 year', '{}'), (6, 'labels', 'c', 'ann', now() - interval '1 year', '{}'),
         (7, 'labels', 'c', 'ann', now(), '{}')`,
    );
    await database.run(sqlIn('grid-retention.sql'));
    expect(await database.get(count, 'SELECT count(*)::integer AS count FROM topo2vec.label_pushes')).toEqual(
      { count: 1 },
    );
    const changes = await database.all(
      z.object({ change: z.number() }),
      'SELECT change::integer AS change FROM topo2vec.label_history ORDER BY change',
    );
    expect(changes.map(({ change }) => change)).toEqual([2, 3, 5, 6, 7]);
    await database.close();
  });
});
