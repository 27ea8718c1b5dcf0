import { grown, type LonLatBox } from '../../../../shared/geo/lonLat';
import { splitMarginM } from '../../../../shared/terrain/patch';
import type { HeatMapEvent, LatticeValue } from '../../../../shared/contract/compute';
import { throwIfAborted } from '../../../../shared/errors';
import { rivalNames } from '../../../../shared/mapQuality/rivals';
import { latticeForBox } from '../../../terrain/geo/lattice';
import type { Project, TaskWork } from '../../context';
import { cellsInRegion } from '../../../layers/maps/cellsInRegion';
import { emptyMap, writeChunk } from '../../../layers/maps/chunkMap';
import { strongestPlaces } from '../../../layers/maps/strongestPlaces';
import { labelsOfClass } from '../../labels/labels';
import type { MadeMap, MapMethod, MapTask } from './methods';

/** Least value that is considered: what the network gives where nobody would see a place. */
const LEAST_VALUE = 1e-3;

/** What one would train today for such a map: a convolutional network that predicts a heat map of the places. */
export const networkRival: MapMethod = {
  name: rivalNames.network.name,
  detail: 'U-Net on relief, trained as a heat map of the places',
  kind: 'network',
  answers: () => true,
  make: async (project, classes, task, seeds, report, signal) => {
    const lattice = latticeForBox(task.testBox, task.stepM);
    const made: MadeMap[][] = [];
    for (const { id, name } of classes) {
      const { positives } = await labelsOfClass(project.database, id);
      const maps: MadeMap[] = [];
      for (const seed of seeds) {
        throwIfAborted(signal);
        const training = { positives, seed, title: `${name}, network ${seed + 1} of ${seeds.length}` };
        const values = await trainedMap(project, training, task, lattice, report, signal);
        // A focal loss gives more weight to hard examples: its values rank places and are not probabilities.
        maps.push({
          places: strongestPlaces(values, lattice, LEAST_VALUE, task.radiusM),
          expected: undefined,
        });
      }
      made.push(maps);
    }
    return made;
  },
};

/** The map that a network makes of the test area: [rows * columns], NaN beyond the box and where no patch exists. */
async function trainedMap(
  project: Project,
  { positives, seed, title }: { positives: Float64Array; seed: number; title: string },
  { radiusM, trainBox, testBox, leastElevationM, networkSteps }: MapTask,
  lattice: LatticeValue,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): Promise<Float32Array> {
  const stream = project.compute.heads.heatMapLattice(
    {
      terrain: await project.terrainSources(),
      trainBox,
      leftOut: grown(testBox, splitMarginM(radiusM)),
      positives,
      leastElevationM: leastElevationM ?? null,
      radiusM,
      seed,
      steps: networkSteps,
      lattice,
    },
    signal,
  );
  const map = emptyMap(lattice);
  for await (const event of stream) {
    switch (event.kind) {
      case 'step':
        report({ done: event.step, total: event.steps, unit: 'steps', message: `${title}: training` });
        break;
      case 'block':
        report({ done: event.done, total: event.total, unit: 'blocks', message: `${title}: looking` });
        break;
      case 'chunk':
        writeChunk(map, lattice, { ...event, values: insideBox(event, lattice, testBox) });
    }
  }
  return map;
}

type Chunk = Extract<HeatMapEvent, { kind: 'chunk' }>;

/** Values of a chunk, [4096], NaN beyond the box. */
function insideBox(
  { chunkColumn, chunkRow, probabilities: all }: Chunk,
  lattice: LatticeValue,
  box: LonLatBox,
): Float32Array {
  const values = new Float32Array(all.length).fill(NaN);
  for (const cell of cellsInRegion(lattice, { chunkColumn, chunkRow }, all, box))
    values[cell] = all[cell] ?? NaN;
  return values;
}
