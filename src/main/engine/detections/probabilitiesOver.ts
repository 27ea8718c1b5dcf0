import type { HeadModel, LatticeValue } from '../../../shared/contract/compute';
import type { LonLatBox } from '../../../shared/geo';
import { chunksOf, latticeForBox } from '../../terrain/geo/lattice';
import type { Project, TaskWork } from '../context';
import { encoderWeights } from '../encoders/encoders';
import { classifyChunk, joinChunks, type ProbabilityChunk } from './probabilities';

/** Ground, and how an encoder sees it. */
interface Ground {
  readonly encoderId: number;
  readonly radiusM: number;
  readonly stepM: number;
  readonly box: LonLatBox;
}

/** Maps on one lattice. */
interface Maps {
  readonly lattice: LatticeValue;
  /** A map a head: [rows * columns] row-major, NaN outside the box and where no patch exists. */
  readonly maps: Float32Array[];
}

/**
 * Probabilities by several heads of one encoder over the lattice of a box, which is embedded once and not kept.
 * @param heads of one copy a patch
 */
export async function probabilitiesOver(
  project: Project,
  heads: readonly HeadModel[],
  { encoderId, radiusM, stepM, box }: Ground,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): Promise<Maps> {
  const lattice = latticeForBox(box, stepM);
  const chunks = chunksOf(lattice);
  const stream = project.compute.encoders.embedLattice(
    {
      encoder: await encoderWeights(project.database, encoderId),
      terrain: await project.terrainSources(),
      lattice,
      radiusM,
      chunks,
    },
    signal,
  );
  const found = heads.map((): ProbabilityChunk[] => []);
  let done = 0;
  for await (const chunk of stream) {
    for (const [index, head] of heads.entries()) {
      const classified = await classifyChunk(project, lattice, chunk, head, box, signal);
      if (classified !== null) found[index]?.push(classified);
    }
    report({
      done: ++done,
      total: chunks.length,
      unit: 'chunks',
      message: `Running ${heads.length} heads over the ground at ${radiusM} m`,
    });
  }
  return { lattice, maps: await Promise.all(found.map((chunks) => joinChunks(lattice, chunks))) };
}
