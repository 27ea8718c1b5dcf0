import { resolve } from 'node:path';
import type { LonLat, LonLatBox } from '../../shared/geo';
import type { TagFilter } from '../../shared/labelClasses';
import type { Output } from './output';
import { classIdOf, encoderIdOf } from './values';
import type { Workbench } from './workbench';

/** Opens the project of the first argument. */
async function open(workbench: Workbench, [path = '']: string[]): Promise<void> {
  await workbench.engine.open(resolve(path));
}

/** The handlers that a window would call. */
const ask = (workbench: Workbench): Workbench['engine']['handlers'] => workbench.engine.handlers;

const never = (): AbortSignal => new AbortController().signal;

async function classIds(workbench: Workbench, names: readonly string[]): Promise<string[]> {
  const classes = await ask(workbench).labels.classes(undefined, never());
  return names.map((name) => classIdOf(name, classes));
}

async function encoderId(workbench: Workbench, name: string | undefined): Promise<number> {
  return encoderIdOf(name, await ask(workbench).encoders.list(undefined, never()));
}

export async function newCommand(workbench: Workbench, output: Output, [path = '']: string[]): Promise<void> {
  const project = await workbench.engine.create(resolve(path));
  output.result(await project.info(), `Created ${project.path}.`);
}

export async function infoCommand(workbench: Workbench, output: Output, args: string[]): Promise<void> {
  await open(workbench, args);
  const { project, dtms, labels, encoders, heads, detections } = ask(workbench);
  const signal = never();
  const info = {
    ...(await project.info(undefined, signal)),
    dtms: await dtms.list(undefined, signal),
    classes: await labels.classes(undefined, signal),
    encoders: await encoders.list(undefined, signal),
    layers: await encoders.layers(undefined, signal),
    heads: await heads.list(undefined, signal),
    runs: await detections.runs(undefined, signal),
  };
  const lines = [
    `${info.name}: ${info.labelCount} labels, ${info.embeddingCount} embeddings`,
    ...info.dtms.map(
      (dtm) =>
        `DTM ${dtm.name}: ${dtm.crsCode}, ${dtm.width} x ${dtm.height} pixels of ${dtm.pixelWidthM.toFixed(1)} x ` +
        `${dtm.pixelHeightM.toFixed(1)} m, ${range(dtm.minM, dtm.maxM)}, ${dtm.state}`,
    ),
    ...info.classes
      .filter(({ positives, negatives }) => positives + negatives > 0)
      .map(({ id, positives, negatives }) => `Class ${id}: ${positives} positive, ${negatives} negative`),
    ...info.encoders.map(
      ({ id, card, isDefault }) => `Encoder ${id}: ${card.name}${isDefault ? ' (default)' : ''}`,
    ),
    ...info.heads.map(
      ({ name, metrics }) => `Head ${name}: accuracy ${(100 * metrics.accuracy).toFixed(1)} %`,
    ),
    ...info.runs.map(
      ({ id, classIds: ids, radiiM }) => `Run ${id}: ${ids.join(', ')} at ${radiiM.join(', ')} m`,
    ),
    ...info.attributions,
  ];
  output.result(info, lines.join('\n'));
}

const range = (minM: number | null, maxM: number | null): string =>
  minM === null || maxM === null ? 'elevations not read yet' : `${Math.round(minM)} to ${Math.round(maxM)} m`;

export async function importCommand(
  workbench: Workbench,
  output: Output,
  [path = '', ...files]: string[],
  { crs, band }: { crs?: string; band?: number },
): Promise<void> {
  await open(workbench, [path]);
  const result = await workbench.run({
    kind: 'import-dtms',
    paths: files.map((file) => resolve(file)),
    ...(crs === undefined ? {} : { crs }),
    ...(band === undefined ? {} : { band: band - 1 }),
  });
  await workbench.settle();
  if (result.kind !== 'dtms') return;
  const dtms = (await ask(workbench).dtms.list(undefined, never())).filter(({ id }) =>
    result.dtmIds.includes(id),
  );
  output.result(
    { ...result, dtms },
    `Imported ${result.dtmIds.length} DTMs; ${result.alreadyThere} were there already.`,
  );
}

export async function importLabelsCommand(
  workbench: Workbench,
  output: Output,
  [path = '', file = '']: string[],
  options: { class: string[]; where?: TagFilter; interval: number },
): Promise<void> {
  await open(workbench, [path]);
  const result = await workbench.run({
    kind: 'import-labels',
    path: resolve(file),
    classIds: await classIds(workbench, options.class),
    intervalM: options.interval,
    ...(options.where === undefined ? {} : { where: options.where }),
  });
  if (result.kind !== 'labels') return;
  const { added, duplicates, outside } = result.report;
  output.result(
    result.report,
    `Added ${added} labels; ${duplicates} were there already, ${outside} lie outside the terrain.`,
  );
}

export async function addLabelCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: { class: string; at: LonLat; negative?: boolean },
): Promise<void> {
  await open(workbench, args);
  const [classId = ''] = await classIds(workbench, [options.class]);
  const positive = options.negative !== true;
  const id = await ask(workbench).labels.add({ ...options.at, classId, positive }, never());
  output.result({ id, classId, positive, ...options.at }, `Added label ${id}.`);
}

export async function trainCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: {
    preset: string;
    name?: string;
    images?: number;
    epochs?: number;
    radius?: number[];
    seed: number;
    resume?: boolean;
  },
): Promise<void> {
  await open(workbench, args);
  const result = await workbench.run({
    kind: 'train',
    preset: options.preset,
    seed: options.seed,
    resume: options.resume === true,
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.images === undefined ? {} : { images: options.images }),
    ...(options.epochs === undefined ? {} : { epochs: options.epochs }),
    ...(options.radius === undefined ? {} : { radiiM: options.radius }),
  });
  if (result.kind !== 'encoder') return;
  const encoders = await ask(workbench).encoders.list(undefined, never());
  const card = encoders.find(({ id }) => id === result.encoderId)?.card;
  output.result(
    { encoderId: result.encoderId, card },
    `Trained encoder ${result.encoderId} (${card?.name ?? ''}): held-out L1 ${card?.lossValidation?.toFixed(4) ?? '–'}, ` +
      `bilinear up-sampling ${card?.lossBilinear?.toFixed(4) ?? '–'}.`,
  );
}

export async function embedCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: { encoder?: string; radius: number; step: number; box?: LonLatBox },
): Promise<void> {
  await open(workbench, args);
  const result = await workbench.run({
    kind: 'embed',
    encoderId: await encoderId(workbench, options.encoder),
    radiusM: options.radius,
    stepM: options.step,
    box: options.box,
  });
  if (result.kind !== 'layer') return;
  output.result(
    result,
    `Layer ${result.layerId}: ${result.embedded} embeddings, ${result.skipped} cells without a patch.`,
  );
}

export async function headCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: {
    class: string;
    encoder?: string;
    radius: number;
    trainBox?: LonLatBox;
    testBox?: LonLatBox;
    trainSize?: number;
    testSize?: number;
    c: number;
    gamma?: number;
    balanced?: boolean;
    seed: number;
  },
): Promise<void> {
  await open(workbench, args);
  const [classId = ''] = await classIds(workbench, [options.class]);
  const result = await workbench.run({
    kind: 'fit-head',
    classId,
    encoderId: await encoderId(workbench, options.encoder),
    radiusM: options.radius,
    trainBox: options.trainBox,
    testBox: options.testBox,
    trainSize: options.trainSize,
    testSize: options.testSize,
    c: options.c,
    gamma: options.gamma ?? null,
    balanced: options.balanced === true,
    seed: options.seed,
  });
  if (result.kind !== 'head') return;
  const head = (await ask(workbench).heads.list(undefined, never())).find(({ id }) => id === result.headId);
  if (head === undefined) return;
  const { metrics } = head;
  const percent = (value: number | null): string => (value === null ? '–' : `${(100 * value).toFixed(1)} %`);
  output.result(
    {
      ...head,
      ...metrics,
      train_size: head.trainPositives + head.trainNegatives,
      test_size: head.testPositives + head.testNegatives,
    },
    `${head.name}: accuracy ${percent(metrics.accuracy)}, precision ${percent(metrics.precision)}, ` +
      `recall ${percent(metrics.recall)}, F1 ${percent(metrics.f1)} ` +
      `(${metrics.heldOut === 'box' ? 'on the test box' : 'cross-validated over blocks of ground'}).`,
  );
}

export async function detectCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: {
    class: string[];
    radius: number[];
    step?: number;
    encoder?: string;
    box?: LonLatBox;
    threshold: number;
  },
): Promise<void> {
  await open(workbench, args);
  const result = await workbench.run({
    kind: 'detect',
    classIds: await classIds(workbench, options.class),
    radiiM: options.radius,
    stepM: options.step ?? null,
    encoderId: await encoderId(workbench, options.encoder),
    box: options.box,
    threshold: options.threshold,
  });
  if (result.kind !== 'detection-run') return;
  const run = (await ask(workbench).detections.runs(undefined, never())).find(
    ({ id }) => id === result.runId,
  );
  if (run === undefined) return;
  const lines = run.classIds.flatMap((classId, i) =>
    run.radiiM.map((radiusM, j) => `${classId} at ${radiusM} m: ${run.counts[i]?.[j] ?? 0} detections`),
  );
  output.result(run, [`Run ${run.id}`, ...lines].join('\n'));
}

export async function retrieveCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: {
    at: LonLat[];
    encoder?: string;
    radius: number;
    step?: number;
    box?: LonLatBox;
    k: number;
    out?: string;
  },
): Promise<void> {
  await open(workbench, args);
  const result = await workbench.run({
    kind: 'retrieve',
    locations: options.at,
    encoderId: await encoderId(workbench, options.encoder),
    radiusM: options.radius,
    stepM: options.step ?? null,
    k: options.k,
    box: options.box,
  });
  if (result.kind !== 'retrieval') return;
  const { retrievalId } = result;
  if (options.out !== undefined) {
    const source = { kind: 'retrieval', retrievalId } as const;
    await ask(workbench).exports.geojson({ source, path: resolve(options.out) }, never());
  }
  const retrieval = (await ask(workbench).retrievals.list(undefined, never())).find(
    ({ id }) => id === retrievalId,
  );
  const lines = (retrieval?.hits ?? []).map(
    ({ rank, lonDeg, latDeg, distance }) =>
      `${rank}\t${lonDeg.toFixed(6)},${latDeg.toFixed(6)}\t${distance.toFixed(4)}`,
  );
  output.result(retrieval, lines.join('\n'));
}

export async function exportCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: { run?: number; out: string },
): Promise<void> {
  await open(workbench, args);
  const path = resolve(options.out);
  const source = { kind: 'run', runId: options.run ?? null } as const;
  const features = await ask(workbench).exports.geojson({ source, path }, never());
  output.result({ features, path }, `Wrote ${features} detections to ${path}.`);
}
