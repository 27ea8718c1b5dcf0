import { createInterface } from 'node:readline';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../../../src/shared/errors';
import { importDtmsWork } from '../../../../src/main/engine/dtms/importDtms';
import { TerrainFolders } from '../../../../src/main/engine/access/terrainFolders';
import { exportPoints } from '../../../../src/main/engine/export/exportPoints';
import { addLabel } from '../../../../src/main/engine/labels/labels';
import { OpenProject } from '../../../../src/main/engine/project/openProject';
import { undo } from '../../../../src/main/engine/store/undo';

/** A process that works on a project as the engine does: one command a line of stdin, one line on stdout when it is done. */
const command = z.discriminatedUnion('do', [
  z.object({ do: z.enum(['create', 'open', 'undo', 'close']) }),
  z.object({ do: z.literal('label'), lonDeg: z.number() }),
  z.object({ do: z.literal('bulk'), line: z.string() }),
  z.object({ do: z.enum(['copy', 'export']), path: z.string() }),
]);

export type SavingCommand = z.infer<typeof command>;

const folder = process.argv[2] ?? '';
const path = join(folder, 'project.topo2vec');
/** Where terrain may lie: remembered beside settings. */
const terrainFolders = new TerrainFolders(join(folder, 'settings'));
let project: OpenProject | null = null;

const compute = (): never => {
  throw new UserError('compute-stopped', 'There is no compute here.');
};

async function work(asked: SavingCommand): Promise<void> {
  if (asked.do === 'create') {
    project = await OpenProject.create(path, compute);
    project.terrainFolders = terrainFolders;
    const terrain = resolve('test', 'fixtures', 'dtm', 'liechtenstein_srtm1.tif');
    const { signal } = new AbortController();
    await importDtmsWork(project, { kind: 'import-dtms', paths: [terrain] })(() => undefined, signal);
  } else if (asked.do === 'open') {
    project = await OpenProject.open(path, compute);
    project.terrainFolders = terrainFolders;
  } else if (project === null) throw new Error('No project is open.');
  else if (asked.do === 'label') {
    await addLabel(project, { classId: 'peak', positive: true, lonDeg: asked.lonDeg, latDeg: 47.15 });
  } else if (asked.do === 'bulk') {
    await project.database.bulkTransaction((transaction) =>
      transaction.run('INSERT INTO attributions (line) VALUES (?)', [asked.line]),
    );
  } else if (asked.do === 'undo') await undo(project.database);
  else if (asked.do === 'copy') await project.copyTo(asked.path, new AbortController().signal);
  else if (asked.do === 'export') await exportPoints(project, { kind: 'labels' }, asked.path);
  else await project.close();
}

async function serve(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const said = await work(command.parse(JSON.parse(line))).then(
      () => 'done',
      (error: unknown) => `failed: ${String(error)}`,
    );
    console.log(said);
  }
}

void serve();
