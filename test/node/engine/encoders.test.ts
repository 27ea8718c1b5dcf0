import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixture, temporaryFolder } from './folder';
import { never, startEngine } from './workbench';
import { handlersOf } from '../../../src/main/engine/handlers';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const { encoders } = handlersOf(engine);

/** Ids and cards of the project's encoders. */
const cards = async (): Promise<{ id: number; name: string }[]> =>
  (await encoders.list(undefined, never())).map(({ id, card }) => ({ id, name: card.name }));

beforeAll(async () => {
  await engine.create(join(folder, 'a.topo2vec'));
});
afterAll(close);

test('importing an exported encoder finds the existing one, or adds it back', async () => {
  const before = await cards();
  const shipped = before.find(({ name }) => name === 'topo2vec-4');
  if (shipped === undefined) throw new Error('No encoder of that name is shipped.');
  const out = join(folder, 'topo2vec-4');
  const paths = await encoders.export({ encoderId: shipped.id, folder: out }, never());
  expect(paths).toContain(join(out, 'decoder', 'model.json'));
  expect(await encoders.import({ folder: out }, never())).toBe(shipped.id);
  expect(await cards()).toEqual(before);

  await encoders.remove({ encoderId: shipped.id }, never());
  const id = await encoders.import({ folder: out }, never());
  expect((await cards()).find((encoder) => encoder.id === id)?.name).toBe('topo2vec-4');
});

test('a folder that is not an encoder changes nothing', async () => {
  const before = await cards();
  await writeFile(join(folder, 'card.json'), '{}');
  await expect(encoders.import({ folder }, never())).rejects.toMatchObject({ code: 'unsupported-file' });
  expect(await cards()).toEqual(before);
});

test('a supervised encoder is reimported unchanged', async () => {
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
  await run({
    kind: 'import-labels',
    path: fixture('osm', 'liechtenstein.osm.pbf'),
    classIds: ['peak', 'saddle'],
  });
  const trained = await run({
    kind: 'train',
    preset: 'cnn',
    name: 'small',
    images: 64,
    epochs: 1,
    classIds: ['peak', 'saddle'],
  });
  expect(trained).toMatchObject({ state: 'done', error: null });
  const { result } = trained;
  if (result?.kind !== 'encoder') throw new Error('No encoder was trained.');
  const out = join(folder, 'small');
  await encoders.export({ encoderId: result.encoderId, folder: out }, never());
  expect(await encoders.import({ folder: out }, never())).toBe(result.encoderId);
});
