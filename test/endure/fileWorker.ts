import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { UserError } from '../../src/shared/errors';
import { Random } from '../../src/shared/statistics/random';
import { fileKinds, type FileKind } from './fileKinds';
import { Damaged } from './readProject';
import { RESIDENT_BYTES_MAX, type Verdict } from './tally';

/** One file to be changed and read, or a folder to be read as it is. */
const fileCase = z.object({
  kind: z.string(),
  seed: z.number().int(),
  /** The folder of a replayed case. */
  input: z.string().nullable(),
});
export type FileCase = z.infer<typeof fileCase>;

/** Every seed of a kind: the contents of its folder by path. */
function readSeeds(folder: string): Map<string, Buffer>[] {
  return readdirSync(folder)
    .sort()
    .map((seed) => {
      const root = join(folder, seed);
      const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
      const files = names.filter((name) => statSync(join(root, name)).isFile());
      return new Map(files.map((name) => [relative(root, join(root, name)), readFileSync(join(root, name))]));
    });
}

/** Writes a seed into an empty folder, one of its files changed. */
function writeMutated(
  kind: FileKind,
  seeds: readonly Map<string, Buffer>[],
  seed: number,
  folder: string,
): void {
  const random = new Random(seed);
  const files = seeds[random.nextInt(seeds.length)];
  const changed = [...(files?.keys() ?? [])].filter((name) => kind.changes.test(name));
  const chosen = changed[random.nextInt(changed.length)];
  for (const [name, bytes] of files ?? []) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), name === chosen ? kind.mutate(bytes, random, name) : bytes);
  }
}

async function judge(
  kind: FileKind,
  folder: string,
  seeds: string,
): Promise<Pick<Verdict, 'outcome' | 'detail'>> {
  try {
    await kind.read(folder, seeds);
    return { outcome: 'fine', detail: '' };
  } catch (error) {
    if (error instanceof UserError) return { outcome: 'refused', detail: error.message };
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { outcome: error instanceof Damaged ? 'damaged' : 'crashed', detail };
  } finally {
    // Errors thrown outside the answer belong to this case.
    await nextTurn();
  }
}

/**
 * A process that reads changed files, one per message, and answers with the outcome of each. Its parent sees
 * whatever kills it.
 * @param seedsFolder as writeFileSeeds makes it
 * @param scratch a folder of this process's own; `scratch/case` holds the file that is read now
 */
export function serveFiles(seedsFolder: string, scratch: string): void {
  const folder = join(scratch, 'case');
  const seeds = new Map<string, Map<string, Buffer>[]>();
  process.on('uncaughtException', (error) => {
    process.send?.({ stray: error.stack ?? error.message }, () => process.exit(1));
  });
  const run = async (message: unknown): Promise<void> => {
    const { kind: name, seed, input } = fileCase.parse(message);
    const kind = fileKinds.find((candidate) => candidate.name === name);
    if (kind === undefined) throw new RangeError(`There is no kind of file ${name}.`);
    const known = seeds.get(name) ?? readSeeds(join(seedsFolder, name));
    seeds.set(name, known);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    if (input === null) writeMutated(kind, known, seed, folder);
    else cpSync(input, folder, { recursive: true });
    const from = performance.now();
    const found = await judge(kind, folder, seedsFolder);
    const residentBytes = process.resourceUsage().maxRSS * 1024;
    const verdict: Verdict = {
      ...found,
      ...(residentBytes > RESIDENT_BYTES_MAX && found.outcome !== 'crashed'
        ? { outcome: 'too large', detail: `The process held ${Math.round(residentBytes / 1e6)} MB.` }
        : {}),
      residentBytes,
      tookS: (performance.now() - from) / 1000,
    };
    process.send?.({ verdict });
  };
  process.on('message', (message) => {
    run(message).catch((error: unknown) => {
      process.send?.({ broken: error instanceof Error ? error.stack : String(error) });
    });
  });
  process.on('disconnect', () => process.exit(0));
}
