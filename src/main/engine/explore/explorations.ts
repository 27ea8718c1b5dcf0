import { z } from 'zod';
import { lattice } from '../../../shared/contract/compute';
import { exploration, type Exploration, type ExplorationPlaces } from '../../../shared/contract/explorations';
import { UserError } from '../../../shared/errors';
import { metres } from '../../../shared/format';
import { locationsAt } from '../../terrain/geo/lattice';
import type { Project } from '../context';
import { blob, bytesOf, float32Of } from '../store/blob';
import type { Reader } from '../store/database';
import { json } from '../store/json';
import { removeRow } from '../store/removals';
import { recordStep } from '../store/undo';

/** What is stored of an exploration beside its columns. */
const stored = exploration.omit({ id: true, encoderId: true, hasLayout: true, createdMs: true }).extend({
  lattice,
  /** Seed of the clusters and the layout. */
  seed: z.number().int(),
});
type StoredExploration = z.infer<typeof stored>;

const infoRow = z.object({
  id: z.number(),
  encoder_id: z.number(),
  info: json(stored),
  has_layout: z.number(),
  created_ms: z.number(),
});

const selectInfo =
  'SELECT id, encoder_id, info, layout IS NOT NULL AS has_layout, created_ms FROM present_explorations';

const infoOf = (row: z.infer<typeof infoRow>): Exploration & StoredExploration => ({
  ...row.info,
  id: row.id,
  encoderId: row.encoder_id,
  hasLayout: row.has_layout === 1,
  createdMs: row.created_ms,
});

/** The project's explorations, newest first. */
export async function listExplorations(reader: Reader): Promise<Exploration[]> {
  const rows = await reader.all(infoRow, `${selectInfo} ORDER BY id DESC`);
  return rows.map((row) => exploration.parse(infoOf(row)));
}

/** @throws UserError `not-found` */
export async function findExploration(
  reader: Reader,
  explorationId: number,
): Promise<Exploration & StoredExploration> {
  const found = await reader.get(infoRow, `${selectInfo} WHERE id = ?`, [explorationId]);
  if (found === null) throw new UserError('not-found', 'This exploration is no longer in the project.');
  return infoOf(found);
}

/** Row-major indices of an exploration's places in its lattice, ascending: [n]. */
export async function readCells(reader: Reader, explorationId: number): Promise<Uint32Array> {
  const found = await reader.get(z.object({ cells: blob }), 'SELECT cells FROM explorations WHERE id = ?', [
    explorationId,
  ]);
  if (found === null) throw new UserError('not-found', 'This exploration is no longer in the project.');
  return new Uint32Array(Uint8Array.from(found.cells).buffer);
}

/** The places of an exploration as columns. @throws UserError `not-found` */
export async function readPlaces(reader: Reader, explorationId: number): Promise<ExplorationPlaces> {
  const info = await findExploration(reader, explorationId);
  const cells = await readCells(reader, explorationId);
  const found = await reader.get(
    z.object({ components: blob, clusters: blob, layout: blob.nullable() }),
    'SELECT components, clusters, layout FROM explorations WHERE id = ?',
    [explorationId],
  );
  if (found === null) throw new UserError('not-found', 'This exploration is no longer in the project.');
  const locations = locationsAt(info.lattice, cells);
  return {
    columns: info.lattice.columns,
    cells,
    lonDeg: Float64Array.from(cells, (_, place) => locations[2 * place] ?? 0),
    latDeg: Float64Array.from(cells, (_, place) => locations[2 * place + 1] ?? 0),
    components: float32Of(found.components),
    layout: found.layout === null ? null : float32Of(found.layout),
    clusters: Uint8Array.from(found.clusters),
  };
}

/** Stores an exploration before it has a layout; returns its id. */
export async function addExploration(
  project: Project,
  encoderId: number,
  info: StoredExploration,
  columns: { cells: Uint32Array; components: Float32Array; clusters: Uint8Array },
): Promise<number> {
  const { lastId } = await project.database.transaction((transaction) =>
    transaction.run(
      `INSERT INTO explorations (encoder_id, info, cells, components, clusters, created_ms)
       VALUES (?, ?, ?, ?, ?, ?)`,
      [
        encoderId,
        JSON.stringify(info),
        bytesOf(columns.cells),
        bytesOf(columns.components),
        columns.clusters,
        Date.now(),
      ],
    ),
  );
  project.changed('explorations');
  return lastId;
}

/** Adds the layout by UMAP: [n, 2]. */
export async function storeLayout(
  project: Project,
  explorationId: number,
  layout: Float32Array,
): Promise<void> {
  await project.database.transaction((transaction) =>
    transaction.run('UPDATE explorations SET layout = ? WHERE id = ?', [bytesOf(layout), explorationId]),
  );
  project.changed('explorations');
}

/** Replaces the clusters: [n], 0 the largest. */
export async function storeClusters(
  project: Project,
  explorationId: number,
  clusters: Uint8Array,
  clusterSizes: number[],
): Promise<void> {
  await project.database.transaction(async (transaction) => {
    const found = await transaction.get(infoRow, `${selectInfo} WHERE id = ?`, [explorationId]);
    if (found === null) throw new UserError('not-found', 'This exploration is no longer in the project.');
    const info = { ...found.info, clusterSizes };
    await transaction.run('UPDATE explorations SET info = ?, clusters = ? WHERE id = ?', [
      JSON.stringify(info),
      clusters,
      explorationId,
    ]);
  });
  project.changed('explorations');
}

export async function removeExploration(project: Project, explorationId: number): Promise<void> {
  const { radiusM } = await findExploration(project.database, explorationId);
  await recordStep(project.database, `Remove exploration at ${metres(radiusM)}`, (transaction) =>
    removeRow(transaction, 'explorations', explorationId),
  );
  project.changed('explorations', 'undo');
}
