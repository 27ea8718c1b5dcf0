import { basename } from 'node:path';
import { z } from 'zod';
import { throwIfAborted } from '../../../shared/errors';
import type { ExperimentReport, ExperimentSpec } from '../../../shared/experiments/experiments';
import type { Project, TaskWork } from '../context';
import { addExperiment } from './experiments';
import { workOf } from './works';
import { json } from '../store/json';

/** Runs an experiment and stores its report. */
export function experimentWork(project: Project, spec: ExperimentSpec): TaskWork {
  return async (report, signal) => {
    const startedMs = Date.now();
    const { title, result, encoderIds } = await workOf(spec.experiment)(project, spec, report, signal);
    const provenance = await provenanceOf(project, startedMs, encoderIds);
    throwIfAborted(signal);
    return {
      kind: 'experiment',
      experimentId: await addExperiment(project, title, { spec, provenance, result }),
    };
  };
}

/** What a report says of an encoder's card. */
const brief = z.object({
  name: z.string(),
  variant: z.string(),
  presentations: z.number(),
  seed: z.number(),
});

async function provenanceOf(
  project: Project,
  startedMs: number,
  encoderIds: readonly number[],
): Promise<ExperimentReport['provenance']> {
  const { database } = project;
  const [device, dtms, attributions, encoders] = await Promise.all([
    project.compute.device.describe(),
    database.all(
      z.object({ path: z.string(), fingerprint: z.string() }),
      'SELECT path, fingerprint FROM dtms ORDER BY id',
    ),
    database.all(z.object({ line: z.string() }), 'SELECT line FROM attributions ORDER BY line'),
    database.all(
      z.object({ id: z.number(), key: z.string(), card: json(brief) }),
      'SELECT id, key, card FROM present_encoders',
    ),
  ]);
  return {
    project: basename(project.path),
    startedMs,
    durationS: (Date.now() - startedMs) / 1000,
    machine: device.name,
    software: device.software,
    dtms: dtms.map(({ path, fingerprint }) => ({ name: basename(path), fingerprint })),
    encoders: encoders.filter(({ id }) => encoderIds.includes(id)).map(({ key, card }) => ({ key, ...card })),
    attributions: attributions.map(({ line }) => line),
  };
}
