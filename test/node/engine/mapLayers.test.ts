import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newLayer, type LayerKind } from '../../../src/shared/contract/mapLayers';
import {
  addMapLayer,
  listMapLayers,
  moveMapLayer,
  removeMapLayer,
  renameMapLayer,
  setMapLayer,
} from '../../../src/main/engine/mapLayers/mapLayers';
import { OpenProject } from '../../../src/main/engine/project/openProject';
import { redo, undo, undoState } from '../../../src/main/engine/store/undo';
import { temporaryFolder } from './folder';

const folder = temporaryFolder();
let files = 0;
const path = (): string => join(folder, `layers-${files++}.topo2vec`);

const noCompute = (): never => {
  throw new Error('Layers need no compute.');
};

const kinds = async ({ database }: OpenProject): Promise<LayerKind[]> =>
  (await listMapLayers(database)).map(({ kind }) => kind);

test('a new project has the default layers with default styles', async () => {
  const project = await OpenProject.create(path(), noCompute);
  expect(await listMapLayers(project.database)).toEqual(
    (['terrain', 'probability', 'look-alikes', 'detections', 'labels'] as const).map(newLayer),
  );
  await project.close();
});

test('new layers go on top, and every step can be undone and redone', async () => {
  const project = await OpenProject.create(path(), noCompute);
  const { database } = project;
  const states = [await listMapLayers(database)];
  const steps: (() => Promise<void>)[] = [
    () => addMapLayer(project, 'agreement'),
    () => addMapLayer(project, 'landforms'),
    () => moveMapLayer(project, 'labels', 0),
    () => renameMapLayer(project, 'landforms', 'Geomorphons'),
    () => removeMapLayer(project, 'landforms'),
  ];
  const names: (string | null)[] = [];
  for (const step of steps) {
    await step();
    names.push((await undoState(database)).undo);
    states.push(await listMapLayers(database));
  }
  expect(names).toEqual([
    'Add agreement',
    'Add landforms',
    'Move Labels',
    'Rename Landforms',
    'Remove Geomorphons',
  ]);
  expect(states[2]?.map(({ kind }) => kind)).toEqual([
    'terrain',
    'landforms',
    'probability',
    'agreement',
    'look-alikes',
    'detections',
    'labels',
  ]);
  expect(states[3]?.[0]?.kind).toBe('labels');
  for (const state of states.slice(0, -1).reverse()) {
    await undo(database);
    expect(await listMapLayers(database)).toEqual(state);
  }
  for (const state of states.slice(1)) {
    await redo(database);
    expect(await listMapLayers(database)).toEqual(state);
  }
  await project.close();
});

test("a layer's style is kept, is not a step, and survives undo of other steps", async () => {
  const file = path();
  let project = await OpenProject.create(file, noCompute);
  await moveMapLayer(project, 'terrain', 9);
  expect((await kinds(project)).at(-1)).toBe('terrain');
  const looks = { ...newLayer('terrain'), visible: false, opacity: 0.4 };
  await setMapLayer(project, looks);
  expect(await undo(project.database)).toBe('Move Terrain');
  expect((await listMapLayers(project.database))[0]).toEqual(looks);
  await project.close();
  project = await OpenProject.open(file, noCompute);
  expect((await listMapLayers(project.database))[0]).toEqual(looks);
  await project.close();
});

test('a second layer of a kind is refused, and a missing one is reported as missing', async () => {
  const project = await OpenProject.create(path(), noCompute);
  await expect(addMapLayer(project, 'terrain')).rejects.toMatchObject({ code: 'bad-input' });
  expect(await undoState(project.database)).toEqual({ undo: null, redo: null });
  await expect(removeMapLayer(project, 'agreement')).rejects.toMatchObject({ code: 'not-found' });
  await project.close();
});
