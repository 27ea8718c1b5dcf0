import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { version } from '../../../package.json';
import { storedEncoderCard } from '../../shared/encoders/encoderCard';
import { UserError } from '../../shared/errors';
import { duration } from '../../shared/format';
import type { LonLat, LonLatBox } from '../../shared/geo/lonLat';
import { addDtms } from '../grid/control/dtms';
import { addEncoder } from '../grid/control/encoders';
import { gridSettings, makeGrid, openGrid, type Grid } from '../grid/control/grid';
import { layerByName } from '../grid/control/layers';
import { programOf } from '../grid/control/program';
import { ShardQueue } from '../grid/control/queue';
import { gridStatus } from '../grid/control/status';
import { openObjectStore } from '../grid/objects/objectStore';
import { retrieveInGrid } from '../grid/search/retrieve';
import { searchShards } from '../grid/search/searchShards';
import { inspectDtm, TerrainFiles, type TerrainPlace } from '../grid/work/gridTerrain';
import { planLayer } from '../grid/work/planLayer';
import { WorkerMetrics } from '../grid/worker/metrics';
import { ShardWork } from '../grid/worker/shardWork';
import { Worker } from '../grid/worker/worker';
import { WorkerLog } from '../grid/worker/workerLog';
import { commandCacheDir } from '../platform/settingsDirs';
import { computeHere, type ComputeHere } from './computeHere';
import { hitLines } from './findingCommands';
import type { Output } from './output';

/** Folders of the built program, above this file's. */
const OUT_DIR = resolve(__dirname, '..');
const SHIPPED_ENCODERS_DIR = resolve(OUT_DIR, '..', '..', 'resources', 'encoders');

const thisProgram = (): Promise<string> => programOf(OUT_DIR, version);

export async function newGridCommand(
  output: Output,
  [address = '']: string[],
  options: { data: string; terrain: string; shardChunks?: number; lease?: number; retries?: number },
): Promise<void> {
  const settings = gridSettings.safeParse({
    data: options.data.startsWith('s3://') ? options.data : resolve(options.data),
    terrain: resolve(options.terrain),
    shardChunks: options.shardChunks,
    leaseS: options.lease,
    retries: options.retries,
  });
  if (!settings.success)
    throw new UserError(
      'bad-input',
      'A lease has at least 10 seconds, and a shard from 1 to 64 chunks along its edge.',
    );
  // Refused now rather than when the first shard is stored.
  await openObjectStore(settings.data.data);
  await using(makeGrid(address, settings.data), async (grid) => {
    await ShardQueue.install(grid);
    output.result(
      grid.settings,
      `Made a grid in ${grid.database.shown}, with its shards in ${grid.settings.data}.`,
    );
  });
}

export async function addDtmCommand(
  output: Output,
  [address = '', ...paths]: string[],
  options: { crs?: string; band?: number; terrain?: string },
): Promise<void> {
  await using(openGrid(address), async (grid) => {
    const place = placeOf(grid, options);
    const dtms: Awaited<ReturnType<typeof inspectDtm>>[] = [];
    for (const path of paths)
      dtms.push(
        await inspectDtm(place, path, {
          ...(options.crs === undefined ? {} : { crs: options.crs }),
          ...(options.band === undefined ? {} : { band: options.band - 1 }),
        }),
      );
    const added = await grid.database.transaction((sql) => addDtms(sql, dtms));
    output.result(
      { added, alreadyThere: dtms.length - added },
      `Added ${added} DTM${added === 1 ? '' : 's'}${added < dtms.length ? `; ${dtms.length - added} were there already` : ''}.`,
    );
  });
}

export async function embedGridCommand(
  output: Output,
  [address = '']: string[],
  options: { encoder: string; radius: number[]; step?: number; box?: LonLatBox; terrain?: string },
): Promise<void> {
  const program = await thisProgram();
  const compute = startCompute(output);
  try {
    await using(openGrid(address), async (grid) => {
      const { card, weights } = await readEncoder(options.encoder);
      const encoderKey = await addEncoder(grid.database, card, weights);
      const terrain = new TerrainFiles(placeOf(grid, options));
      const queue = await ShardQueue.open(grid, program, false);
      try {
        const plans = [];
        for (const radiusM of new Set(options.radius)) {
          const asked = { encoderKey, radiusM, stepM: options.step ?? radiusM / 2, box: options.box };
          const parts = { grid, queue, compute: compute.client, terrain, program };
          const { layer, ...plan } = await planLayer(parts, asked, new AbortController().signal);
          plans.push({ layer: layer.id, radiusM, stepM: asked.stepM, ...plan });
        }
        output.result(
          plans,
          plans
            .map(
              ({ radiusM, stepM, shards, done, queued }) =>
                `${radiusM} m, step ${stepM} m: ${shards} shards, ${done} done, ${queued} queued now.`,
            )
            .join('\n'),
        );
      } finally {
        await queue.close();
      }
    });
  } finally {
    compute.close();
  }
}

export async function retrieveGridCommand(
  output: Output,
  [address = '']: string[],
  options: {
    at: LonLat[];
    encoder: string;
    radius: number;
    step?: number;
    box?: LonLatBox;
    k: number;
    orientationMatters?: boolean;
    data?: string;
    terrain?: string;
  },
): Promise<void> {
  const compute = startCompute(output);
  try {
    await using(openGrid(address), async (grid) => {
      const { encoder, radius, step } = options;
      const layer = await layerByName(grid.database, { encoder, radiusM: radius, stepM: step ?? radius / 2 });
      const store = await openObjectStore(options.data ?? grid.settings.data);
      const embedding = { compute: compute.client, store, terrain: new TerrainFiles(placeOf(grid, options)) };
      const hits = await retrieveInGrid(
        grid,
        embedding,
        layer,
        {
          locations: options.at,
          box: options.box,
          k: options.k,
          orientationMatters: options.orientationMatters === true,
        },
        (parts, limit, signal) =>
          Promise.all(parts.map((part) => searchShards(embedding, part, limit, signal))),
        Infinity,
        new AbortController().signal,
      );
      output.result({ layer: layer.id, hits }, hitLines(hits).join('\n'));
    });
  } finally {
    compute.close();
  }
}

export async function statusCommand(output: Output, [address = '']: string[]): Promise<void> {
  await using(openGrid(address), async (grid) => {
    const status = await gridStatus(grid.database, await thisProgram());
    const { done, running, waiting, dead, elsewhere, shardsPerS, remainingS } = status;
    const rate = shardsPerS === null ? '' : `${(3600 * shardsPerS).toFixed(1)} shards an hour`;
    const rest = remainingS === null || waiting + running === 0 ? '' : `, ${duration(remainingS)} left`;
    output.result(
      status,
      [
        `${done} done (${status.embeddings} embeddings, ${(status.bytes / 1e6).toFixed(1)} MB), ${running} running, ${waiting} waiting, ${dead} set aside`,
        ...(rate === '' ? [] : [`${rate}${rest}`]),
        ...Object.entries(elsewhere).map(
          ([other, count]) => `${count} wait for topo2vec ${other}, another one than this`,
        ),
        ...status.deadShards.map(
          ({ job, reason, attempts }) =>
            `set aside after ${attempts} tries: ${job.crsCode} ${job.column},${job.row}: ${reason.split('\n')[0] ?? ''}`,
        ),
      ].join('\n'),
    );
  });
}

export async function retryCommand(output: Output, [address = '']: string[]): Promise<void> {
  await using(openGrid(address), async (grid) => {
    const queue = await ShardQueue.open(grid, await thisProgram(), false);
    try {
      await queue.prepare();
      const retried = await queue.retryDead();
      output.result({ retried }, `Queued ${retried} shards again.`);
    } finally {
      await queue.close();
    }
  });
}

export async function workerCommand(
  output: Output,
  [address = '']: string[],
  options: {
    cores?: number;
    data?: string;
    terrain?: string;
    metrics?: number;
    name?: string;
    untilDone?: boolean;
  },
): Promise<void> {
  const { cores } = options;
  if (cores === 0) throw new UserError('bad-input', 'A worker needs at least one core.');
  // TensorFlow reads them when it is loaded.
  if (cores !== undefined) process.env.TF_NUM_INTRAOP_THREADS = String(cores);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      stop.abort();
    });
  const program = await thisProgram();
  const name = options.name ?? `${hostname()}-${process.pid}`;
  const log = new WorkerLog(name, (line) => process.stderr.write(line));
  const compute = startCompute(output, cores);
  try {
    await using(openGrid(address), async (grid) => {
      const store = await openObjectStore(options.data ?? grid.settings.data);
      const terrain = new TerrainFiles(placeOf(grid, options));
      const work = new ShardWork(grid, { compute: compute.client, store, terrain, program }, name);
      const metrics = new WorkerMetrics();
      const served = await metrics.serve(options.metrics ?? 0);
      const queue = await ShardQueue.open(grid, program, true);
      try {
        log.say({ event: 'started', program, grid: grid.database.shown, metricsPort: served.port });
        const ending = await new Worker(grid, queue, work, metrics, log, program).run(
          options.untilDone === true,
          stop.signal,
        );
        log.say({
          event: 'stopped',
          reason: ending === 'told' ? 'It was told to stop.' : 'No shard is left.',
        });
      } finally {
        served.close();
        await queue.close();
      }
    });
  } finally {
    compute.close();
  }
}

async function using(opened: Promise<Grid>, work: (grid: Grid) => Promise<void>): Promise<void> {
  const grid = await opened;
  try {
    await work(grid);
  } finally {
    await grid.database.close();
  }
}

const startCompute = (output: Output, threads?: number): ComputeHere =>
  computeHere((error, where) => {
    output.bug(where, error);
  }, threads);

const placeOf = ({ settings }: Grid, { terrain }: { terrain?: string }): TerrainPlace => ({
  folder: resolve(terrain ?? settings.terrain),
  cacheDir: join(commandCacheDir(), 'pyramids'),
});

/** Reads an encoder: a shipped one by its name, or a folder. @returns the text of its card, as projects have it, and its weights */
async function readEncoder(named: string): Promise<{ card: string; weights: Uint8Array }> {
  const folder = /^[\w-]+$/.test(named) ? join(SHIPPED_ENCODERS_DIR, named) : resolve(named);
  const [text, weights] = await Promise.all([
    readFile(join(folder, 'card.json'), 'utf8'),
    readFile(join(folder, 'weights.bin')),
  ]).catch((error: unknown) => {
    throw new UserError(
      'not-found',
      `There is no encoder "${named}": give polar, topo2vec-4, topo2vec-inv or id, or a folder with card.json and weights.bin.`,
      { cause: error },
    );
  });
  return { card: JSON.stringify(storedEncoderCard.parse(JSON.parse(text))), weights };
}
