import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { z } from 'zod';
import { throwIfAborted } from '../../../shared/errors';
import type { TaskSpec } from '../../../shared/task';
import { openTerrain } from '../../terrain/terrain';
import type { TaskWork } from '../context';
import type { OpenProject } from '../project/openProject';
import { recordStep } from '../store/undo';
import type { RememberedDtm } from './dtms';

interface Opened {
  readonly path: string;
  readonly fingerprint: string;
  readonly remembered: RememberedDtm;
}

/** Opens and checks every file first, then adds them all in one step: a bad file among them adds nothing. */
export function importDtmsWork(
  project: OpenProject,
  spec: Extract<TaskSpec, { kind: 'import-dtms' }>,
): TaskWork {
  return async (report, signal) => {
    const opened: Opened[] = [];
    for (const [index, path] of spec.paths.entries()) {
      throwIfAborted(signal);
      report({ done: index, total: spec.paths.length, unit: 'files', message: `Checking ${basename(path)}` });
      opened.push(await check(resolve(path), project.cacheDir, spec));
    }
    const title =
      opened.length === 1 ? `Import ${basename(opened[0]?.path ?? '')}` : `Import ${opened.length} DTMs`;
    const added = await recordStep(project.database, title, async (transaction) => {
      const dtmIds: number[] = [];
      for (const { path, fingerprint, remembered } of opened) {
        const there = await transaction.get(
          z.object({ id: z.number() }),
          'SELECT id FROM dtms WHERE fingerprint = ?',
          [fingerprint],
        );
        if (there !== null) continue;
        const { lastId } = await transaction.run(
          'INSERT INTO dtms (path, crs, band, fingerprint, metadata) VALUES (?, ?, ?, ?, ?)',
          [path, spec.crs ?? null, spec.band ?? null, fingerprint, JSON.stringify(remembered)],
        );
        dtmIds.push(lastId);
      }
      return dtmIds;
    });
    await project.renewTerrain('dtms', 'project', 'undo');
    return { kind: 'dtms', dtmIds: added, alreadyThere: opened.length - added.length };
  };
}

async function check(
  path: string,
  cacheDir: string,
  spec: { crs?: string | undefined; band?: number | undefined },
): Promise<Opened> {
  const terrain = await openTerrain({ dtms: [{ path, crs: spec.crs, band: spec.band }], cacheDir });
  try {
    const [dtm] = terrain.dtms;
    if (dtm === undefined) throw new Error('A terrain of one DTM has one DTM.');
    const { metadata } = dtm;
    // One pixel is read, so that a file that cannot be decoded is refused now and not when it is drawn.
    await terrain.elevationAt(
      (dtm.box.westDeg + dtm.box.eastDeg) / 2,
      (dtm.box.southDeg + dtm.box.northDeg) / 2,
    );
    return {
      path,
      fingerprint: metadata.fingerprint,
      remembered: {
        format: metadata.format,
        width: metadata.width,
        height: metadata.height,
        dataType: metadata.dataType,
        crsCode: metadata.crs.code,
        crsName: metadata.crs.name,
        pixelWidthM: dtm.pixelWidthM,
        pixelHeightM: dtm.pixelHeightM,
        box: dtm.box,
        bytes: (await stat(path)).size,
      },
    };
  } finally {
    await terrain.close();
  }
}
