import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { listLabels } from '../../src/main/engine/labels/labels';
import { OpenProject } from '../../src/main/engine/project/openProject';
import { noCompute, readSql, type Row } from './bareSqlite';

/** Columns that differ between two runs of the same work. */
const UNSTABLE = /^(?:id|.*_ms|path|info|card|key|spec|metadata)$/;

const count = z.object({ n: z.number() });

/** One row as text: a BLOB as its SHA-256, without what differs between runs. */
const rowText = (row: Row): string =>
  JSON.stringify(
    Object.entries(row)
      .filter(([name]) => !UNSTABLE.test(name))
      .map(([name, value]) => [
        name,
        value instanceof Uint8Array ? createHash('sha256').update(value).digest('hex') : value,
      ]),
  );

/** What some tables hold, in an order of its own. @throws Error when a table is not there */
export async function contentsOf(project: string, tables: readonly string[]): Promise<string[]> {
  const rows: string[] = [];
  for (const table of tables)
    rows.push(...(await readSql(project, `SELECT * FROM ${table}`)).map((row) => `${table} ${rowText(row)}`));
  return rows.sort();
}

/** Hashes of files below a folder by name; folders are looked into. */
export function filesOf(folder: string, names: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => names.test(name) && statSync(join(folder, name)).isFile())
    .map((name) => {
      let bytes: Buffer = readFileSync(join(folder, name));
      if (name.endsWith('.pyramid')) bytes = blocksInOrder(bytes);
      if (name.endsWith('.gpkg')) bytes = withoutTimes(bytes);
      return `${name} ${createHash('sha256').update(bytes).digest('hex')}`;
    })
    .sort();
}

/** The blocks of a pyramid lie in any order: its header, and then its blocks by their numbers, after a head of 4,096 bytes. */
function blocksInOrder(bytes: Buffer): Buffer {
  const parts = [bytes.subarray(0, 4096)];
  let end = bytes.length;
  for (let at = 4096; at < end; at += 16) {
    const [offset, length] = [bytes.readDoubleLE(at), bytes.readDoubleLE(at + 8)];
    if (length > 0) end = Math.min(end, offset);
    parts.push(Buffer.from(`${length} `), bytes.subarray(offset, offset + length));
  }
  return Buffer.concat(parts);
}

/** A GeoPackage says when it was written. */
const withoutTimes = (bytes: Buffer): Buffer =>
  Buffer.from(bytes.toString('latin1').replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, ''), 'latin1');

/** What differs between two sorted lists, at most three lines; empty where nothing does. */
export function difference(wanted: readonly string[], there: readonly string[]): string {
  const [want, have] = [new Set(wanted), new Set(there)];
  const missing = wanted.filter((line) => !have.has(line)).map((line) => `missing: ${line.slice(0, 200)}`);
  const extra = there.filter((line) => !want.has(line)).map((line) => `too much: ${line.slice(0, 200)}`);
  if (missing.length + extra.length === 0 && wanted.length !== there.length)
    return 'something is there twice';
  return [...missing.slice(0, 2), ...extra.slice(0, 1)].join('; ');
}

/**
 * What is wrong with a project; empty for a sound one. It is opened as the program opens it, then read as another program
 * would: SQLite's own checks, and counts that must agree.
 */
export async function unsoundness(project: string): Promise<string> {
  try {
    const opened = await OpenProject.open(project, noCompute);
    try {
      const [info, labels] = [await opened.info(), await listLabels(opened.database)];
      if (info.labelCount !== labels.ids.length)
        return `${info.labelCount} labels are counted, ${labels.ids.length} shown`;
    } finally {
      await opened.close();
    }
    const integrity = await readSql(project, 'PRAGMA integrity_check');
    if (JSON.stringify(integrity) !== '[{"integrity_check":"ok"}]')
      return `integrity_check: ${JSON.stringify(integrity).slice(0, 300)}`;
    const orphans = await readSql(project, 'PRAGMA foreign_key_check');
    if (orphans.length > 0) return `foreign_key_check: ${JSON.stringify(orphans.slice(0, 3))}`;
    const recording = count.parse((await readSql(project, 'SELECT count(*) AS n FROM undo_current'))[0]);
    if (recording.n > 0) return 'a step is still being recorded';
    return await layersUnsound(project);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

/** Whether chunks of layers count their embeddings rightly, and hold all that they should. */
async function layersUnsound(project: string): Promise<string> {
  const bytes = z.instanceof(Uint8Array);
  const chunk = z.object({
    ...{ layer_id: z.number(), patches: z.number(), kept: z.number() },
    ...{ near: bytes, scale: bytes, error: bytes, relief: bytes, far: bytes },
  });
  const rows = await readSql(
    project,
    `SELECT layer_chunks.*, length(axes) / length(mean) AS kept FROM layer_chunks JOIN layers ON layers.id = layer_id`,
  );
  for (const row of rows) {
    const { layer_id, patches, kept, near, scale, error, relief, far } = chunk.parse(row);
    const lengths = [near, scale, error, relief, far].map((value) => value.length / 4096);
    const wanted = patches === 0 ? [0, 0, 0, 0, 0] : [16, 4, 2, 4, kept - 16];
    if (JSON.stringify(lengths) !== JSON.stringify(wanted))
      return `a chunk of layer ${layer_id} has ${lengths.join(', ')} bytes a cell`;
    const scales = new Float32Array(scale.slice().buffer);
    const there = scales.filter((value) => !Number.isNaN(value)).length;
    if (there !== patches)
      return `a chunk of layer ${layer_id} counts ${patches} embeddings and has ${there}`;
  }
  return '';
}

/** Whether there is a project at all. */
export const isThere = (project: string): boolean => existsSync(project);
