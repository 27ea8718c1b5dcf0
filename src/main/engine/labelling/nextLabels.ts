import { lonLatPairs } from '../../../shared/geo/lonLat';
import type { HeadModel } from '../../../shared/contract/compute';
import { throwIfAborted, UserError } from '../../../shared/errors';
import { FLAT_TIMES } from '../../../shared/terrain/flatGround';
import { Random } from '../../../shared/statistics/random';
import type { TaskSpec } from '../../../shared/task';
import { decodeRows } from '../../layers/decodeRows';
import type { EmbeddingLayer } from '../../layers/layer';
import { cellOfChunk, locationsAt, locationsInChunk } from '../../terrain/geo/lattice';
import type { Project, TaskWork } from '../context';
import { flatCells } from '../../layers/maps/flatCells';
import { flatGround } from '../maps/flatGround';
import { cellsInRegion } from '../../layers/maps/cellsInRegion';
import { areasOfClass } from '../labels/areas/areas';
import { insideAny } from '../labels/areas/insideAny';
import { ensureLayer } from '../layers/layers';
import { readChunks } from '../storedLayers/readChunks';
import { chooseNext, type Pool } from './chooseNext';
import { liveHead } from './liveHead';
import { MostUncertain } from './mostUncertain';
import { joinEmbeddings } from './placeEmbeddings';

type NextLabelsSpec = Extract<TaskSpec, { kind: 'next-labels' }>;

/** The most uncertain cells, among which the next labels are chosen. */
const POOL_SIZE = 1024;

/** Cells that a head is applied to; of a larger layer this many are drawn. */
const MOST_ASKED = 200_000;

/**
 * Chooses the places whose labels would improve the live head of a class most, among the cells of the encoder's layer at the
 * radius, which is embedded first where it is missing; none where the terrain is too flat to say, or in an area of the class,
 * which says what is there. The same for equal labels and seeds.
 */
export function nextLabelsWork(project: Project, spec: NextLabelsSpec): TaskWork {
  return async (report, signal) => {
    const head = await liveHead(project, spec);
    const { head: fitted, examples, labels, missing } = await head.refit(spec.balanced);
    if (fitted === null) throw new UserError('too-few-labels', missing ?? 'There is no head yet.');
    const { encoderId, radiusM, box } = spec;
    const layer = await ensureLayer(project, { encoderId, radiusM, stepM: radiusM / 2, box }, report, signal);
    const candidates = chooseNext(
      await mostUncertain(project, spec, layer, fitted.model, signal),
      {
        embeddings: examples.map(({ embedding }) => embedding),
        labels,
        passed: lonLatPairs(spec.passed),
      },
      { gamma: fitted.model.gamma, radiusM, count: spec.count },
    );
    return { kind: 'next-labels', candidates };
  };
}

async function mostUncertain(
  project: Project,
  { classId, box, seed }: NextLabelsSpec,
  layer: EmbeddingLayer,
  model: HeadModel,
  signal: AbortSignal,
): Promise<Pool> {
  const { lattice } = layer;
  const random = new Random(seed);
  const share = MOST_ASKED / (lattice.columns * lattice.rows);
  const uncertain = new MostUncertain(POOL_SIZE);
  const flat = await flatGround(project, FLAT_TIMES);
  const areas = [
    ...(await areasOfClass(project.database, classId, true)),
    ...(await areasOfClass(project.database, classId, false)),
  ];
  const isInArea = insideAny(areas);
  for await (const chunk of readChunks(project.database, layer)) {
    throwIfAborted(signal);
    const isFlat = flatCells(lattice, chunk, flat);
    const open = cellsInRegion(lattice, chunk, chunk.scale, box)
      .filter(() => share >= 1 || random.nextFloat() < share)
      .filter((cell) => isFlat[cell] === 0);
    const locations = locationsInChunk(lattice, chunk, areas.length === 0 ? [] : open);
    const cells = open.filter(
      (_, at) => areas.length === 0 || !isInArea(locations[2 * at] ?? NaN, locations[2 * at + 1] ?? NaN),
    );
    if (cells.length === 0) continue;
    const [decisions] = await project.compute.heads.decide(
      { head: model, rotation: layer.rotation, chunks: [chunk] },
      signal,
    );
    for (const cell of cells) {
      const [latticeColumn, latticeRow] = cellOfChunk(chunk, cell);
      const probability = 1 / (1 + Math.exp(model.plattA * (decisions?.[cell] ?? NaN) + model.plattB));
      uncertain.offer(latticeRow * lattice.columns + latticeColumn, probability, () =>
        decodeRows(layer.rotation, chunk, [cell]),
      );
    }
  }
  const found = uncertain.sorted();
  return {
    locations: locationsAt(
      lattice,
      found.map(({ id }) => id),
    ),
    probabilities: found.map(({ probability }) => probability),
    embeddings: joinEmbeddings(found.map(({ embedding }) => embedding)),
  };
}
