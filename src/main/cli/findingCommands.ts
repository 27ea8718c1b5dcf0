import { resolve } from 'node:path';
import type { ExportCrs } from '../../shared/contract/exports';
import type { Hit } from '../../shared/contract/retrievals';
import { flatBelow } from '../../shared/terrain/flatGround';
import type { LonLat, LonLatBox } from '../../shared/geo/lonLat';
import {
  chanceSentence,
  expectedOf,
  isHardlyBetter,
  LOWER_BOUND,
  mapClaims,
  mapSentence,
} from '../../shared/mapQuality/mapClaims';
import { aimAt, shortSentence, type ThresholdWish } from '../../shared/mapQuality/thresholdWish';
import { UserError } from '../../shared/errors';
import { MOST_RUNS, seriesOf } from '../../shared/series';
import type { TaskResult } from '../../shared/taskResult';
import { askedRegion, classIds, encoderId, open, savedRegion } from './asking';
import type { Output } from './output';
import { runSeries } from './series';
import { encoderIdOf } from './values';
import type { Workbench } from './workbench';

export async function detectCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: {
    class: string[];
    name?: string;
    each: ('class' | 'radius')[];
    radius?: number[];
    step?: number;
    encoder?: string[];
    box: LonLatBox[];
    region: string[];
    threshold?: number[];
    precision?: number;
    recall?: number;
    flat: number;
  },
): Promise<void> {
  await open(workbench, args);
  const wish = wishOf(options);
  const encoders = await workbench.engine.encoders.list();
  const ids = await classIds(workbench, options.class);
  const classes = await workbench.engine.labels.classes();
  const saved = await Promise.all(options.region.map((name) => savedRegion(workbench, name)));
  const regions = [
    ...options.box.map((value) => ({ value, name: Object.values(value).join(' ') })),
    ...saved.map(({ region, name }) => ({ value: region, name })),
  ];
  const specs = seriesOf(
    {
      classes: ids.map((value) => ({ value, name: classes.find(({ id }) => id === value)?.name ?? value })),
      radiiM: options.radius ?? null,
      eachClass: options.each.includes('class'),
      eachRadius: options.each.includes('radius'),
      encoders: (options.encoder ?? [undefined]).map((asked) => {
        const value = encoderIdOf(asked, encoders);
        return { value, name: encoders.find(({ id }) => id === value)?.card.name ?? String(value) };
      }),
      regions: regions.length === 0 ? [{ value: undefined, name: 'whole terrain' }] : regions,
      thresholds: options.threshold ?? [wish],
    },
    { stepM: options.step ?? null, flatTimes: options.flat },
  );
  if (specs.length > MOST_RUNS)
    throw new UserError(
      'bad-input',
      `That would be ${specs.length} runs. A series has at most ${MOST_RUNS}.`,
    );
  const [only] = specs;
  if (specs.length === 1 && only !== undefined) {
    const result = await workbench.run({ ...only, name: options.name });
    await showFound(workbench, output, result, wish);
    return;
  }
  if (options.name !== undefined)
    throw new UserError(
      'bad-input',
      'The runs of a series are named after their settings. Give --name to a single run only.',
    );
  await runSeries(workbench, output, specs, (result) => showFound(workbench, output, result, wish, true));
}

/** Prints what a run found. @param inLine whether it is one of several: as JSON it takes one line */
async function showFound(
  workbench: Workbench,
  output: Output,
  result: TaskResult,
  wish: ThresholdWish | null,
  inLine = false,
): Promise<void> {
  if (result.kind !== 'detection-run') return;
  const run = (await workbench.engine.detections.runs()).find(({ id }) => id === result.runId);
  if (run === undefined) return;
  const claims = mapClaims(run, await workbench.engine.heads.list());
  const classes = await workbench.engine.labels.classes();
  const nameOf = (classId: string): string => classes.find(({ id }) => id === classId)?.name ?? classId;
  const counts = run.counts.flat();
  const lines = claims.flatMap((claim, index) => [
    `${claim.classId} at ${claim.radiusM} m: ${counts[index] ?? 0} detections`,
    `  ${mapSentence(nameOf(claim.classId), claim, run.threshold)}`,
    ...(claim.measure !== null && isHardlyBetter(claim.measure, run.threshold)
      ? [`  ${chanceSentence(nameOf(claim.classId), claim.measure)}`]
      : []),
  ]);
  const short = wish === null ? [] : aimAt(claims, wish).short;
  output[inLine ? 'line' : 'result'](
    { ...run, expected: expectedOf(claims, run.threshold) },
    [
      `Run ${run.id}${run.name === null ? '' : ` (${run.name})`}, shown from ${run.threshold.toFixed(2)}`,
      ...lines,
      ...(run.flatBelowM.length === 0 ? [] : [`Too flat to say: relief below ${flatBelow(run.flatBelowM)}`]),
      ...(wish === null ? [] : short.map((entry) => shortSentence(nameOf(entry.claim.classId), wish, entry))),
      ...(claims.some(({ measure }) => measure !== null) ? [LOWER_BOUND] : []),
    ].join('\n'),
  );
}

function wishOf({ precision, recall }: { precision?: number; recall?: number }): ThresholdWish | null {
  if (precision !== undefined) return { precision };
  return recall === undefined ? null : { recall };
}

export async function retrieveCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: {
    at: LonLat[];
    notAt: LonLat[];
    encoder?: string;
    radius: number;
    searchRadius?: number[];
    step?: number;
    box?: LonLatBox;
    region?: string;
    k: number;
    orientationMatters?: boolean;
    out?: string;
    crs: ExportCrs;
  },
): Promise<void> {
  await open(workbench, args);
  const result = await workbench.run({
    kind: 'retrieve',
    locations: options.at,
    unlike: options.notAt,
    encoderId: await encoderId(workbench, options.encoder),
    radiusM: options.radius,
    searchRadiiM: options.searchRadius ?? null,
    stepM: options.step ?? null,
    k: options.k,
    orientationMatters: options.orientationMatters === true,
    box: await askedRegion(workbench, options.box, options.region),
  });
  if (result.kind !== 'retrieval') return;
  const { retrievalId } = result;
  if (options.out !== undefined) {
    const source = { kind: 'retrieval', retrievalId } as const;
    await workbench.engine.exports.points({ source, path: resolve(options.out), crs: options.crs });
  }
  const retrieval = (await workbench.engine.retrievals.list()).find(({ id }) => id === retrievalId);
  output.result(retrieval, hitLines(retrieval?.hits ?? []).join('\n'));
}

/** Look-alikes as text, a line each. */
export const hitLines = (hits: readonly Hit[]): string[] =>
  hits.map(
    ({ rank, lonDeg, latDeg, distance, radiusM }) =>
      `${rank}\t${lonDeg.toFixed(6)},${latDeg.toFixed(6)}\t${radiusM} m\t${distance.toFixed(4)}`,
  );
