import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../engine/folder';
import { resultsOf, runsGrids } from './gridCommand';
import { GridServer, manifestOf } from './gridServer';

const dtm = 'liechtenstein_srtm1.tif';
const folder = temporaryFolder();
let server: GridServer;

describe.runIf(runsGrids)('roles of a grid (needs Node 22.15)', { timeout: 400_000 }, () => {
  beforeAll(async () => {
    server = await GridServer.start(folder, [resolve('resources', 'sample', dtm)]);
  });

  afterAll(() => server.stop());

  test('planner, worker, reader and labeller can do their own work, and not that of the others', async () => {
    const { database } = await server.newGrid('roles');
    await database.run(readFileSync(resolve('docs', 'grid-roles.sql'), 'utf8'));
    for (const role of ['reader', 'worker', 'planner', 'labeller'])
      await database.run(`CREATE ROLE one_${role} LOGIN IN ROLE topo2vec_${role}`);
    const as = (role: string): string => server.postgres.address('roles', `one_${role}`);
    const add = ['grid', 'add-dtm'] as const;
    const path = join(server.terrain, dtm);
    for (const role of ['reader', 'worker', 'labeller'])
      await expect(server.command(...add, as(role), path)).rejects.toThrow('may not do this');
    await server.command(...add, as('planner'), path);
    const embed = ['--radius', '480', '--step', '480'];
    await expect(server.command('grid', 'embed', as('reader'), ...embed)).rejects.toThrow('may not do this');
    await server.command('grid', 'embed', as('planner'), ...embed);
    const worker = server.startWorker(as('worker'), '--until-done');
    expect(await worker.ended()).toBe(0);
    expect(new Set(resultsOf(worker))).toEqual(new Set(['done']));
    expect((await manifestOf(database)).length).toBe(resultsOf(worker).length);
    const at = ['--at', '9.56,47.10', '--radius', '480', '--step', '480', '-k', '2'];
    const found = await server.command('grid', 'retrieve', as('reader'), ...at);
    expect(z.object({ hits: z.array(z.unknown()) }).parse(found).hits).toHaveLength(2);
    await server.command('grid', 'status', as('reader'));
    const label = `INSERT INTO topo2vec.classes (id, position, name, colour, letter, shape, geometry, orientation_matters, exclusive)
      VALUES ('own', 0, 'Own', '#000000', 'O', 'disc', 'point', false, false)`;
    const verdict = `INSERT INTO topo2vec.verdicts (id, run_id, class_id, lon_deg, lat_deg, verdict)
      VALUES ('r own 9.5 47.1', 'r', 'own', 9.5, 47.1, 'right')`;
    const { GridDatabase } = await import('../../../src/main/grid/control/database');
    const refused = {
      reader: [
        ...[label, verdict],
        'DROP TABLE topo2vec.shards',
        'DELETE FROM topo2vec.shards',
        'DELETE FROM topo2vec_jobs.job',
      ],
      worker: [
        ...[label, verdict],
        'DROP TABLE topo2vec.shards',
        'DELETE FROM topo2vec.shards',
        'DELETE FROM topo2vec.encoders',
      ],
      planner: [label, verdict, 'DROP TABLE topo2vec.dtms', 'UPDATE topo2vec.shards SET sha256 = NULL'],
      labeller: [
        ...['labels', 'shards', 'label_history'].map((table) => `DROP TABLE topo2vec.${table}`),
        ...['labels', 'classes', 'label_history'].map((table) => `DELETE FROM topo2vec.${table}`),
        ...['TRUNCATE topo2vec.labels', 'UPDATE topo2vec.shards SET sha256 = NULL'],
        ...[
          "UPDATE topo2vec.labels SET changed_by = 'somebody'",
          'UPDATE topo2vec.label_history SET content = NULL',
        ],
        'DELETE FROM topo2vec.verdicts',
        "UPDATE topo2vec.verdicts SET changed_by = 'somebody'",
        "INSERT INTO topo2vec.heads (key, name, encoder_key, content, added_by) VALUES ('k', '', '', '', 'somebody')",
        'UPDATE topo2vec.heads SET content = NULL',
        ...['DELETE FROM topo2vec_jobs.job', "SELECT nextval('topo2vec.terrain_revision')"],
      ],
    };
    for (const [role, statements] of Object.entries(refused)) {
      const own = new GridDatabase(as(role));
      for (const statement of statements)
        await expect(own.run(statement), `${role}: ${statement}`).rejects.toThrow(
          /permission denied|must be owner|may not do this/,
        );
      await own.close();
    }
    const labeller = new GridDatabase(as('labeller'));
    await labeller.run(label);
    await labeller.run(verdict);
    // Whose a change is, the database says, and nobody else.
    expect(
      await labeller.all(z.object({ by: z.string() }), 'SELECT changed_by AS by FROM topo2vec.label_history'),
    ).toEqual([{ by: 'one_labeller' }, { by: 'one_labeller' }]);
    // What no project could have made does not come to all of them.
    for (const wrong of ["colour = 'red'", "filter = '[]'", 'radius_m = -1', "name = ''", "shape = 'star'"])
      await expect(labeller.run(`UPDATE topo2vec.classes SET ${wrong}`), wrong).rejects.toThrow(
        /violates check constraint/,
      );
    await expect(labeller.run("UPDATE topo2vec.verdicts SET verdict = 'maybe'")).rejects.toThrow(
      /violates check constraint/,
    );
    await labeller.close();
  });
});
