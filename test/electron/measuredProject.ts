import { copyFileSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../../src/shared/errors';
import type { MapMeasure } from '../../src/shared/mapQuality/mapQuality';
import { Random } from '../../src/shared/statistics/random';
import type { NewMap } from '../../src/main/engine/detections/storeRun';
import { headInfo } from '../node/shared/heads';
import { parts } from '../builtParts';

const {
  strongestPlaces,
  storeRun,
  importDtmsWork,
  addHead,
  listHeads,
  OpenProject,
  addLabels,
  latticeForBox,
} = parts;

/** 400 detections from 0.98 down, of which as many are known as their probability says; 250 known places. */
export const peaks: MapMeasure = {
  radiusM: 240,
  toleranceM: 240,
  known: 250,
  scores: Array.from({ length: 400 }, (_, i) => Number((0.98 - i * 0.0023).toFixed(4))),
  hits: Array.from({ length: 400 }, (_, i) => (i * 61) % 100 < 98 - i * 0.23),
  chance: 0.06,
};

/** 200 detections of which a tenth is known, where a tenth of random places is. */
const saddles: MapMeasure = {
  radiusM: 240,
  toleranceM: 240,
  known: 75,
  scores: Array.from({ length: 200 }, (_, i) => Number((0.98 - i * 0.0045).toFixed(4))),
  hits: Array.from({ length: 200 }, (_, i) => i % 10 === 0),
  chance: 0.09,
};

/** Detections of each class and radius. */
const DETECTIONS = 180;

/**
 * Makes a project of the sample's terrain in a folder, with heads of peaks and saddles that were measured at 240 m, and a run of both at 240
 * and 480 m, shown from 0.50: places at random, in place of a map that takes long to make.
 * @returns its path
 */
export async function measuredProject(folder: string): Promise<string> {
  const path = join(folder, 'Measured.topo2vec');
  const noCompute = (): never => {
    throw new UserError('compute-stopped', 'There is no compute here.');
  };
  const dtm = join(folder, 'liechtenstein_srtm1.tif');
  copyFileSync(resolve('resources', 'sample', 'liechtenstein_srtm1.tif'), dtm);
  const project = await OpenProject.create(path, noCompute, async (made) => {
    const importing = importDtmsWork(made, { kind: 'import-dtms', paths: [dtm] });
    await importing(() => undefined, new AbortController().signal);
    // As it ships, which needs no check.
    const polar = (name: string): Buffer => readFileSync(resolve('resources', 'encoders', 'polar', name));
    await made.database.transaction((transaction) =>
      transaction.run('INSERT INTO encoders (key, card, weights, is_default) VALUES (?, ?, ?, 1)', [
        ...['polar', polar('card.json').toString('utf8'), polar('weights.bin')],
      ]),
    );
  });
  // Drei Schwestern, and Sareiserjoch.
  await addLabels(project, {
    classId: 'peak',
    positive: true,
    locations: Float64Array.of(9.57297, 47.17557),
  });
  await addLabels(project, {
    classId: 'saddle',
    positive: true,
    locations: Float64Array.of(9.6163, 47.0885),
  });
  const size = 289;
  for (const [classId, measure] of [
    ['peak', peaks],
    ['saddle', saddles],
  ] as const) {
    await addHead(project, { classId, encoderId: 1, radiusM: 240 }, headInfo('', 0, [measure]), {
      ...{ vectors: new Float32Array(size), coefficients: new Float32Array(1), size, copies: 1 },
      ...{ kind: 'svm', gamma: 1, rho: 0, plattA: -1, plattB: 0 },
    });
  }
  const box = await project.useTerrain((terrain) => Promise.resolve(terrain.box));
  const lattice = latticeForBox(box, 120);
  const maps = async function* (): AsyncGenerator<NewMap> {
    for (const [index, radiusM] of [240, 480].entries()) {
      for (const [other, classId] of ['peak', 'saddle'].entries()) {
        const random = new Random(10 * index + other);
        const cells = new Map(
          Array.from({ length: DETECTIONS }, () => [
            random.nextInt(lattice.columns * lattice.rows),
            0.3 + 0.68 * random.nextFloat(),
          ]),
        );
        const probabilities = new Float32Array(lattice.columns * lattice.rows).fill(0.02);
        for (const [cell, probability] of cells) probabilities[cell] = probability;
        const detections = strongestPlaces(probabilities, lattice, 0.3, radiusM);
        yield { classId, radiusM, lattice, probabilities, detections };
        await Promise.resolve();
      }
    }
  };
  const heads = await listHeads(project.database);
  await storeRun(
    project.database,
    {
      ...{ classIds: ['peak', 'saddle'], radiiM: [240, 480], box, threshold: 0.5, encoder: 'polar' },
      ...{ flatTimes: 0, flatBelowM: [] },
      heads: ['peak', 'saddle'].map((id) => heads.find(({ classId }) => classId === id)?.name ?? ''),
      ...{ dtms: ['liechtenstein_srtm1.tif'], ground: '' },
    },
    maps(),
  );
  await project.close();
  return path;
}
