import { z } from 'zod';
import {
  layerKinds,
  mapLayer,
  newLayer,
  type LayerKind,
  type MapLayer,
} from '../../../shared/contract/mapLayers';
import { UserError } from '../../../shared/errors';
import type { Project } from '../context';
import type { Reader, Transaction } from '../store/database';
import { json } from '../store/json';
import { recordStep } from '../store/undo';

const row = z
  .object({
    kind: z.string(),
    name: z.string(),
    visible: z.number(),
    opacity: z.number(),
    style: json(z.unknown()),
  })
  .transform(({ visible, ...rest }) => mapLayer.parse({ ...rest, visible: visible === 1 }));

/** The layers on the project's map, from its bottom to its top. */
export const listMapLayers = (reader: Reader): Promise<MapLayer[]> =>
  reader.all(row, 'SELECT kind, name, visible, opacity, style FROM map_layers ORDER BY position, kind');

/**
 * Adds a layer above those of kinds that are drawn before it.
 * @throws UserError `bad-input` when there is one of its kind
 */
export async function addMapLayer(project: Project, kind: LayerKind): Promise<void> {
  const { name } = newLayer(kind);
  await recordStep(project.database, `Add ${name.toLowerCase()}`, async (transaction) => {
    if (!(await putMapLayer(transaction, kind)))
      throw new UserError('bad-input', `${name} is already on the map.`);
  });
  project.changed('map-layers', 'undo');
}

/** Adds a layer where there is none of its kind, as part of a step; returns whether it was added. */
export async function putMapLayer(transaction: Transaction, kind: LayerKind): Promise<boolean> {
  const layer = newLayer(kind);
  const layers = await listMapLayers(transaction);
  if (layers.some((other) => other.kind === kind)) return false;
  const drawnBefore = layerKinds.slice(0, layerKinds.indexOf(kind));
  await transaction.run(
    'INSERT INTO map_layers (kind, position, name, visible, opacity, style) VALUES (?, ?, ?, 1, ?, ?)',
    [kind, layers.length, layer.name, layer.opacity, JSON.stringify(layer.style)],
  );
  const below = layers.filter((other) => drawnBefore.includes(other.kind)).at(-1);
  await reorder(transaction, layers, kind, below === undefined ? 0 : layers.indexOf(below) + 1);
  return true;
}

/** Removes a layer from the map; what it shows stays in the project. */
export async function removeMapLayer(project: Project, kind: LayerKind): Promise<void> {
  const { name } = await findLayer(project.database, kind);
  await recordStep(project.database, `Remove ${name}`, (transaction) =>
    transaction.run('DELETE FROM map_layers WHERE kind = ?', [kind]),
  );
  project.changed('map-layers', 'undo');
}

export async function renameMapLayer(project: Project, kind: LayerKind, name: string): Promise<void> {
  const layer = await findLayer(project.database, kind);
  if (layer.name === name) return;
  await recordStep(project.database, `Rename ${layer.name}`, (transaction) =>
    transaction.run('UPDATE map_layers SET name = ? WHERE kind = ?', [name, kind]),
  );
  project.changed('map-layers', 'undo');
}

/** @param to position counted from the bottom; beyond the last it is the top */
export async function moveMapLayer(project: Project, kind: LayerKind, to: number): Promise<void> {
  const { name } = await findLayer(project.database, kind);
  await recordStep(project.database, `Move ${name}`, async (transaction) => {
    const layers = await listMapLayers(transaction);
    const others = layers.filter((other) => other.kind !== kind);
    await reorder(transaction, others, kind, to);
  });
  project.changed('map-layers', 'undo');
}

/** Stores how a layer looks. */
export async function setMapLayer(project: Project, layer: MapLayer): Promise<void> {
  const { kind, visible, opacity, style } = layer;
  await project.database.transaction((transaction) =>
    transaction.run('UPDATE map_layers SET visible = ?, opacity = ?, style = ? WHERE kind = ?', [
      visible ? 1 : 0,
      opacity,
      JSON.stringify(style),
      kind,
    ]),
  );
}

/** Puts a layer among the others, and renumbers their positions. */
async function reorder(
  transaction: Transaction,
  others: readonly MapLayer[],
  kind: LayerKind,
  to: number,
): Promise<void> {
  const kinds = others.map((other) => other.kind);
  for (const [position, each] of [...kinds.slice(0, to), kind, ...kinds.slice(to)].entries()) {
    await transaction.run('UPDATE map_layers SET position = ? WHERE kind = ? AND position <> ?', [
      position,
      each,
      position,
    ]);
  }
}

async function findLayer(reader: Reader, kind: LayerKind): Promise<MapLayer> {
  const found = (await listMapLayers(reader)).find((layer) => layer.kind === kind);
  if (found === undefined) throw new UserError('not-found', 'This layer is no longer on the map.');
  return found;
}
