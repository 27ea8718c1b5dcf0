import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { loadTensorflow, softwareVersions } from '../../src/main/compute/backend';
import { benches } from './benches';
import { root } from './ground';
import { tableHead, tableRow } from './table';

/**
 * Measures the product's benchmarks, each row in turn with its rival, and prints a table below the machine's name.
 * Arguments: a DTM, by default the sample's; `--only` with comma-separated names of `benches`.
 */
async function main(args: readonly string[]): Promise<void> {
  const option = args.indexOf('--only');
  const only = option < 0 ? Object.keys(benches) : (args[option + 1] ?? '').split(',');
  const dtm = args.find((_, place) => option < 0 || (place !== option && place !== option + 1));
  const dtmPath = resolve(dtm ?? join(root, 'resources', 'sample', 'liechtenstein_srtm1.tif'));
  const chosen = only.map((name) => {
    const bench = benches[name];
    if (bench === undefined) throw new Error(`--only ${name}: there are ${Object.keys(benches).join(', ')}.`);
    return bench;
  });
  await loadTensorflow();
  const software = Object.entries(softwareVersions()).map((entry) => entry.join(' '));
  console.log(
    `${cpus()[0]?.model ?? 'CPU'}, ${cpus().length} threads, ${Math.round(totalmem() / 2 ** 30)} GB; ` +
      `Node ${process.versions.node}; ${software.join(', ')}; ${basename(dtmPath)}; ` +
      `${new Date().toISOString().slice(0, 10)}\n\n${tableHead}`,
  );
  const folder = mkdtempSync(join(tmpdir(), 'topo2vec-bench-'));
  try {
    const sources = { dtms: [{ path: dtmPath }], cacheDir: join(folder, 'cache') };
    for (const bench of chosen)
      for await (const row of bench({ dtmPath, sources, folder })) console.log(tableRow(row));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main(process.argv.slice(2));
