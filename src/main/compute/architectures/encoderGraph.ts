import { PATCH_SIZE } from '../../../shared/terrain/patch';
import type { Tensor } from '../backend';
import { Graph } from '../graph/graph';
import { openSession, type Session } from '../graph/session';
import { encoderStages, type Topo2vecShape } from './topo2vecTensors';
import { matrixName } from './topo2vec';
import { named, type NamedTensors } from './namedTensors';

/**
 * The encoder as a graph (docs/kernels.md says what that saves): [batch, 17, 17, 1] to [batch, 128], as `encode`. The batch is of an
 * even size: its halves are computed side by side, so that threads which have finished an operation of one go on with the other
 * instead of waiting for the last thread.
 * @param folded kernels and biases, and the small grids' matrices
 */
export function encoderSession(folded: NamedTensors, shape: Topo2vecShape): Session {
  const graph = new Graph();
  const constant = (tensor: Tensor): string => graph.constant(tensor.shape, tensor.dataSync<'float32'>());
  /** The same biases for each cell. */
  const repeated = (bias: Tensor, cells: number): string => {
    const values = bias.dataSync<'float32'>();
    return graph.constant(
      [cells * values.length],
      Float32Array.from({ length: cells * values.length }, (_, i) => values[i % values.length] ?? NaN),
    );
  };
  const layers: ((y: string) => string)[] = [];
  const stages = encoderStages();
  let side = PATCH_SIZE;
  stages.forEach((blocks, stage) => {
    const isLastStage = stage === stages.length - 1;
    blocks.forEach(({ name, inputs, filters }, number) => {
      const endsStage = number === blocks.length - 1;
      const pooled = endsStage && !isLastStage;
      const cells = side * side;
      const matrix = folded.get(matrixName(name));
      if (matrix === undefined) {
        const kernel = constant(named(folded, `${name}/kernel`));
        const bias = constant(named(folded, `${name}/bias`));
        // The last row and column of an odd size, which pooling would drop, are not computed.
        const end = pooled && side % 2 === 1 ? 0 : 1;
        layers.push((y) => graph.addBias(graph.convolution(y, kernel, [1, end, 1, end]), bias));
      } else {
        const product = constant(matrix);
        const bias = repeated(named(folded, `${name}/bias`), cells);
        layers.push((y) =>
          graph.addBias(graph.product(graph.reshape(y, [-1, cells * inputs]), product), bias),
        );
      }
      if (!(endsStage && isLastStage && shape.linearEmbedding)) layers.push((y) => graph.relu(y));
      if (!pooled) return;
      layers.push((y) =>
        matrix === undefined ? graph.halve(y) : graph.largest(graph.reshape(y, [-1, cells, filters]), 1),
      );
      side = Math.floor(side / 2);
    });
  });
  const input = graph.placeholder([-1, PATCH_SIZE, PATCH_SIZE, 1]);
  const network = (half: string): string => layers.reduce((y, layer) => layer(y), half);
  const [first, second] = graph.halves(input);
  return openSession(graph, input, graph.joined([network(first), network(second)]));
}
