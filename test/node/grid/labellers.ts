import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { linkToGrid } from '../../../src/main/engine/gridLink/link';
import { synchronise, type Synchronised } from '../../../src/main/engine/gridLink/sync';
import { listLabels } from '../../../src/main/engine/labels/labels';
import type { Engine } from '../../../src/main/engine/engine';
import type { GridDatabase } from '../../../src/main/grid/control/database';
import type { LabelCalls } from '../../../src/main/grid/control/labels/labelsOf';
import { never, startEngine } from '../engine/workbench';
import type { GridServer } from './gridServer';

/** Makes logins that may label, in a database with a grid. */
export async function addLabellers(database: GridDatabase, ...names: string[]): Promise<void> {
  await database.run(readFileSync(resolve('docs', 'grid-roles.sql'), 'utf8'));
  for (const name of names) await database.run(`CREATE ROLE ${name} LOGIN IN ROLE topo2vec_labeller`);
}

/** Somebody with a project of their own that shares its labels with a grid. */
export class Labeller {
  private constructor(
    readonly engine: Engine,
    private readonly database: GridDatabase,
    /** The grid, as their login reaches it. */
    readonly grid: LabelCalls,
    private readonly end: () => Promise<void>,
  ) {}

  /** @param name of a login @param in name of the grid's database */
  static async start(server: GridServer, folder: string, name: string, into: string): Promise<Labeller> {
    const { GridDatabase } = await import('../../../src/main/grid/control/database');
    const { labelsOf } = await import('../../../src/main/grid/control/labels/labelsOf');
    const { openGrid } = await import('../../../src/main/grid/control/grid');
    const database = new GridDatabase(server.postgres.address(into, name));
    const opened = await openGrid(database.address);
    await opened.database.close();
    const { engine, run, close } = startEngine(folder);
    await engine.create(join(folder, `${name}-${into}.topo2vec`));
    const grid = labelsOf(database);
    await linkToGrid(engine.current.project.database, opened.id, await grid.classIds());
    await run({ kind: 'import-dtms', paths: [resolve('resources', 'sample', 'liechtenstein_srtm1.tif')] });
    return new Labeller(engine, database, grid, close);
  }

  get project(): Engine['current']['project'] {
    return this.engine.current.project;
  }

  /** Sends and receives. @param grid default: their own */
  sync(grid: Pick<LabelCalls, 'push' | 'pull'> = this.grid): Promise<Synchronised> {
    return synchronise(this.project, grid, never());
  }

  /** The labels of their project: class, longitude, sign. */
  async labels(): Promise<string[]> {
    const { ids, classIds, classIndex, lonDeg, positive } = await listLabels(this.project.database);
    return Array.from(
      ids,
      (_, i) => `${classIds[classIndex[i] ?? 0] ?? ''} ${lonDeg[i] ?? NaN} ${positive[i] === 1 ? '+' : '-'}`,
    ).sort();
  }

  async stop(): Promise<void> {
    await this.end();
    await this.database.close();
  }
}
