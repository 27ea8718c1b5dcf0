import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tensorflowBackend, type Tensor } from '../backend';
import { GRAPH_TAG, type Graph } from './graph';

/** A graph that TensorFlow holds until `dispose()`. */
export interface Session {
  /**
   * Computes the output. The caller disposes it.
   * @param x value of the placeholder
   */
  run(x: Tensor): Tensor;
  dispose(): void;
}

/**
 * Loads a graph into TensorFlow, which reads it from files only: it is written to a temporary folder.
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
      if (result === undefined) throw new Error(`The graph returned no ${output}.`);
      return result;
    },
    dispose: () => {
      backend.deleteSavedModel(session);
    },
  };
}
