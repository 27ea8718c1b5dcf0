import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { handlersOf } from '../../../src/main/engine/handlers';
import { Connection } from '../../../src/main/engine/store/database';
import type { DtmInfo } from '../../../src/shared/contract/dtms';
import { fixture, temporaryFolder } from './folder';
import { never, startEngine } from './workbench';

export const sample = fixture('dtm', 'liechtenstein_srtm1.tif');

type Started = ReturnType<typeof startEngine>;

/** Users of one computer, whose engines are closed after each test, and a folder for their files. */
export function usersOfOneComputer(): {
  root: string;
  /** An engine with its settings in a folder of its own. */
  start: (user: string, goOn?: boolean) => Promise<Started>;
  folderOf: (name: string) => Promise<string>;
} {
  const root = temporaryFolder();
  const open = new Set<Started>();
  afterEach(() => Promise.all([...open].map(({ close }) => close())));

  async function folderOf(name: string): Promise<string> {
    const folder = join(root, name);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  async function start(user: string, goOn = false): Promise<Started> {
    const engine = startEngine(await folderOf(user), { goOn });
    const started: Started = {
      ...engine,
      close: async () => {
        open.delete(started);
        await engine.close();
      },
    };
    open.add(started);
    return started;
  }

  return { root, start, folderOf };
}

/** The DTM of the project that is open. */
export const listed = async ({ engine }: Started): Promise<DtmInfo> => {
  const [dtm] = await handlersOf(engine).dtms.list(undefined, never());
  if (dtm === undefined) throw new Error('The project has a DTM.');
  return dtm;
};

/** Changes a project that is closed. */
export async function change(project: string, sql: string, values: string[]): Promise<void> {
  const connection = await Connection.open(project, 'write');
  await connection.run(sql, values);
  await connection.close();
}
