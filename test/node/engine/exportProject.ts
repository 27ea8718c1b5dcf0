import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { handlersOf } from '../../../src/main/engine/handlers';
import type { RunInfo } from '../../../src/shared/contract/detections';
import { fixture } from './folder';
import { never, startEngine } from './workbench';

const corner = { westDeg: 9.54, southDeg: 47.08, eastDeg: 9.6, northDeg: 47.13 };

/** For the tests of a file: a project of Liechtenstein with labels, embeddings, and peaks detected in a corner. */
export class ExportProject {
  readonly started;
  readonly handlers;
  #detected: RunInfo | null = null;

  constructor(folder: string) {
    this.started = startEngine(folder);
    const { engine, run, close } = this.started;
    this.handlers = handlersOf(engine);
    beforeAll(async () => {
      await engine.create(join(folder, 'export.topo2vec'));
      await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
      await run({
        kind: 'import-labels',
        path: fixture('osm', 'liechtenstein.osm.pbf'),
        classIds: ['peak', 'saddle'],
      });
      await run({ kind: 'detect', classIds: ['peak'], radiiM: [240], box: corner, threshold: 0.6 });
      this.#detected = (await this.handlers.detections.runs(undefined, never()))[0] ?? null;
    });
    afterAll(close);
  }

  /** The run. */
  get detected(): RunInfo {
    if (this.#detected === null) throw new Error('Nothing was detected.');
    return this.#detected;
  }
}
