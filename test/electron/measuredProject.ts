import { join, resolve } from 'node:path';
import { UserError } from '../../src/shared/errors';
import type { MapMeasure } from '../../src/shared/mapQuality';
import { Random } from '../../src/shared/random';
import { strongestPlaces } from '../../src/main/engine/detections/suppress';
import { storeRun, type NewMap } from '../../src/main/engine/detections/runs';
import { listEncoders } from '../../src/main/engine/encoders/encoders';
import { addHead, listHeads } from '../../src/main/engine/heads/heads';
import { OpenProject } from '../../src/main/engine/project/openProject';
import { ensureSampleProject } from '../../src/main/engine/sample/sampleProject';
import { latticeForBox } from '../../src/main/terrain/geo/lattice';
import { headInfo } from '../node/shared/heads';

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
export const saddles: MapMeasure = {
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
 * Makes a copy of the sample in a folder, with heads of peaks and saddles that were measured at 240 m, and a run of both at 240
 * and 480 m, shown from 0.50: places at random, in place of a map that takes long to make.
 * @returns its path
 */
export async function measuredProject(folder: string): Promise<string> {
  const path = join(folder, 'Measured.topo2vec');
  const noCompute = (): never => {
    throw new UserError('compute-stopped', 'There is no compute here.');
  };
  await ensureSampleProject(path, resolve('resources'), noCompute);
  const project = await OpenProject.open(path, noCompute);
  const [encoder] = await listEncoders(project.database);
  const size = 289;
  for (const [classId, measure] of [
    ['peak', peaks],
    ['saddle', saddles],
  ] as const) {
    await addHead(
      project,
      { classId, encoderId: encoder?.id ?? 0, radiusM: 240 },
      headInfo('', 0, [measure]),
      {
        ...{ vectors: new Float32Array(size), coefficients: new Float32Array(1), size, copies: 1 },
        ...{ gamma: 1, rho: 0, plattA: -1, plattB: 0 },
      },
    );
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
