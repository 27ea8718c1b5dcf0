import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tensorflowBackend, type Tensor } from '../backend';
import { GRAPH_TAG, type Graph } from './graph';

/** A graph that TensorFlow holds until `dispose()`. */
export interface Session {
  /**
   * Computes the output. The caller disposes it.
   * @param x what the placeholder stands for
   */
  run(x: Tensor): Tensor;
  dispose(): void;
}

/**
 * Hands a graph to TensorFlow, which takes it from a file alone: it lies in a temporary folder meanwhile.
 * @param input name of the graph's one placeholder
 * @param output name of the node whose value is wanted
 * @throws Error where the folder cannot be written or the graph is not understood
 */
export function openSession(graph: Graph, input: string, output: string): Session {
  const backend = tensorflowBackend();
  const folder = mkdtempSync(join(tmpdir(), 'topo2vec-graph-'));
  let session: number;
  try {
    writeFileSync(join(folder, 'saved_model.pb'), graph.savedModel());
    session = backend.loadSavedModelMetaGraph(folder, GRAPH_TAG);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    run: (x) => {
      const [result] = backend.runSavedModel(
        session,
        [x],
        [{ name: `${input}:0`, tfDtype: 'DT_FLOAT' }],
        [`${output}:0`],
      );
      if (result === undefined) throw new Error(`The graph gave no ${output}.`);
      return result;
    },
    dispose: () => {
      backend.deleteSavedModel(session);
    },
  };
}
