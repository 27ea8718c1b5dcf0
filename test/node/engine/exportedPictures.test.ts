import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handlersOf } from '../../../src/main/engine/handlers';
import { fixture, temporaryFolder } from './folder';
import { never, startEngine } from './workbench';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);

beforeAll(async () => {
  await engine.create(join(folder, 'export.topo2vec'));
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
});
afterAll(close);

describe('the picture', () => {
  test('is the drawn PNG with its provenance', async () => {
    const drawn = new PNG({ width: 3, height: 2 });
    drawn.data.fill(200);
    const path = join(folder, 'map.png');
    await handlers.exports.picture({ png: PNG.sync.write(drawn), shown: { radius_m: 240 }, path }, never());
    const bytes = readFileSync(path);
    // pngjs checks the sums of all chunks.
    expect(PNG.sync.read(bytes).data).toEqual(drawn.data);
    expect(bytes.toString('utf8')).toContain('Description\0\0\0\0\0{"project":"export.topo2vec"');
  });

  test('other bytes are refused, and an existing file stays unchanged', async () => {
    const path = join(folder, 'old.png');
    writeFileSync(path, 'old');
    await expect(
      handlers.exports.picture({ png: Uint8Array.of(1, 2, 3), shown: {}, path }, never()),
    ).rejects.toThrow('not a PNG');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });
});
