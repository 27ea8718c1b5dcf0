import { copyFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Random } from '../../src/shared/statistics/random';
import type { Compute, Project } from '../../src/main/engine/context';
import { parts } from '../builtParts';

const { importDtmsWork, addLabels, OpenProject, bytesOf } = parts;

const resources = resolve(__dirname, '..', '..', 'resources');
const classIds = ['peak', 'saddle', 'cliff', 'river'];
const radiiM = [240, 480, 960];

/** Writes a project with the sample's terrain and the requested numbers of labels and detections, at random places. */
export async function writeCrowdedProject(path: string, labels: number, detections: number): Promise<void> {
  const noCompute = (): Compute => {
    throw new Error('Nothing is to be computed.');
  };
  const project = await OpenProject.create(path, noCompute);
  try {
    const sample = resolve(resources, 'sample', 'liechtenstein_srtm1.tif');
    // A project opens what lies in its own folder without being asked to.
    const dtm = join(dirname(path), basename(sample));
    copyFileSync(sample, dtm);
    const { signal } = new AbortController();
    await importDtmsWork(project, { kind: 'import-dtms', paths: [dtm] })(() => undefined, signal);
    for (const [index, classId] of classIds.entries()) {
      const count = labels / classIds.length / 2;
      for (const positive of [true, false]) {
        const seed = 2 * index + (positive ? 1 : 0);
        const locations = await project.useTerrain((terrain) => terrain.randomLocations(count, 240, seed));
        await addLabels(project, { classId, positive, locations });
      }
    }
    await project.database.transaction((transaction) => transaction.run('DELETE FROM undo_steps'));
    await writeRun(project, detections);
  } finally {
    await project.close();
  }
}

/** A run of random detections instead of found ones: suppression would keep far fewer on this terrain. */
async function writeRun(project: Project, count: number): Promise<void> {
  const box = await project.useTerrain((terrain) => Promise.resolve(terrain.box));
  const info = { classIds, radiiM, box, threshold: 0.5, encoder: 'none', heads: classIds, dtms: [] };
  const each = Math.ceil(count / classIds.length / radiiM.length);
  const random = new Random(7);
  await project.database.transaction(async (transaction) => {
    const run = await transaction.run('INSERT INTO runs (info, created_ms) VALUES (?, ?)', [
      JSON.stringify(info),
      Date.now(),
    ]);
    for (const classId of classIds) {
      for (const radiusM of radiiM) {
        const map = await transaction.run(
          'INSERT INTO run_maps (run_id, class_id, radius_m, lattice) VALUES (?, ?, ?, ?)',
          [run.lastId, classId, radiusM, '{}'],
        );
        const between = (low: number, high: number): Float64Array =>
          Float64Array.from({ length: each }, () => low + random.nextFloat() * (high - low));
        await transaction.run(
          'INSERT INTO detections (map_id, count, lon_deg, lat_deg, probability) VALUES (?, ?, ?, ?, ?)',
          [
            map.lastId,
            each,
            bytesOf(between(box.westDeg, box.eastDeg)),
            bytesOf(between(box.southDeg, box.northDeg)),
            bytesOf(Float32Array.from(between(0.5, 1)).sort().reverse()),
          ],
        );
      }
    }
  });
}
