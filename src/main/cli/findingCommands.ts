import { resolve } from 'node:path';
import { flatBelow } from '../../shared/flatGround';
import type { LonLat, LonLatBox } from '../../shared/geo';
import { ask, classIds, encoderId, look, never, open } from './asking';
import type { Output } from './output';
import type { Workbench } from './workbench';

export async function detectCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: {
    class: string[];
    radius?: number[];
    step?: number;
    encoder?: string;
    box?: LonLatBox;
    threshold: number;
    flat: number;
  },
): Promise<void> {
  await open(workbench, args);
  const result = await workbench.run({
    kind: 'detect',
    classIds: await classIds(workbench, options.class),
    radiiM: options.radius ?? null,
    stepM: options.step ?? null,
    encoderId: await encoderId(workbench, options.encoder),
    box: options.box,
    threshold: options.threshold,
    flatTimes: options.flat,
  });
  if (result.kind !== 'detection-run') return;
  const run = (await ask(workbench).detections.runs(undefined, never())).find(
    ({ id }) => id === result.runId,
  );
  if (run === undefined) return;
  const lines = run.classIds.flatMap((classId, i) =>
    run.radiiM.map((radiusM, j) => `${classId} at ${radiusM} m: ${run.counts[i]?.[j] ?? 0} detections`),
  );
  const flat =
    run.flatBelowM.length === 0 ? [] : [`Too flat to say: relief below ${flatBelow(run.flatBelowM)}`];
  output.result(run, [`Run ${run.id}`, ...lines, ...flat].join('\n'));
}

export async function retrieveCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: {
    at: LonLat[];
    encoder?: string;
    radius: number;
    searchRadius?: number[];
    step?: number;
    box?: LonLatBox;
    k: number;
    orientationMatters?: boolean;
    out?: string;
  },
): Promise<void> {
  await open(workbench, args);
  const result = await workbench.run({
    kind: 'retrieve',
    locations: options.at,
    encoderId: await encoderId(workbench, options.encoder),
    radiusM: options.radius,
    searchRadiiM: options.searchRadius ?? null,
    stepM: options.step ?? null,
    k: options.k,
    orientationMatters: options.orientationMatters === true,
    box: options.box,
  });
  if (result.kind !== 'retrieval') return;
  const { retrievalId } = result;
  if (options.out !== undefined) {
    const source = { kind: 'retrieval', retrievalId } as const;
    await ask(workbench).exports.points({ source, path: resolve(options.out) }, never());
  }
  const retrieval = (await ask(workbench).retrievals.list(undefined, never())).find(
    ({ id }) => id === retrievalId,
  );
  const lines = (retrieval?.hits ?? []).map(
    ({ rank, lonDeg, latDeg, distance, radiusM }) =>
      `${rank}\t${lonDeg.toFixed(6)},${latDeg.toFixed(6)}\t${radiusM} m\t${distance.toFixed(4)}`,
  );
  output.result(retrieval, lines.join('\n'));
}

export async function exportCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: { run?: number; out: string },
): Promise<void> {
  await look(workbench, args);
  const path = resolve(options.out);
  const source = { kind: 'run', runId: options.run ?? null } as const;
  const features = await ask(workbench).exports.points({ source, path }, never());
  output.result({ features, path }, `Wrote ${features} detections to ${path}.`);
}
