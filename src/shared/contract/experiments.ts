import { z } from 'zod';
import { experimentReport } from '../experiments/experiments';
import { call, nothing } from '../rpc/contract';

const experimentId = z.object({ experimentId: z.number().int() });

const experimentInfo = z.object({
  id: z.number().int(),
  experiment: z.string(),
  /** e.g. `Table 1: Peak, Saddle` */
  title: z.string(),
  createdMs: z.number(),
});
export type ExperimentInfo = z.infer<typeof experimentInfo>;

export const experiments = {
  /** Newest first. */
  list: call(nothing, z.array(experimentInfo)),
  report: call(experimentId, experimentReport),
  /** Writes the report beside each other as HTML, JSON and, for maps, SVG and PNG; returns the paths. */
  export: call(experimentId.extend({ folder: z.string().min(1) }), z.array(z.string())),
  remove: call(experimentId, nothing),
};
