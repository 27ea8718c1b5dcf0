import { basename, resolve } from 'node:path';
import { UserError } from '../../shared/errors';
import { endingIn, endingsOf, gridFormats, writtenEndings } from '../../shared/fileFormats';
import { listed, metres } from '../../shared/format';
import type { LonLatBox } from '../../shared/geo/lonLat';
import { askedRegion, classIds, look, open } from './asking';
import type { Output } from './output';
import type { Workbench } from './workbench';

interface ExportOptions {
  readonly run?: number;
  readonly radius?: readonly number[];
  readonly map?: 'classes' | 'probability' | 'embeddings';
  readonly layer?: number;
  readonly class?: string;
  readonly threshold?: number;
  readonly out: string;
  readonly crs?: 'wgs84' | 'utm' | 'dtm';
  readonly box?: LonLatBox;
  readonly region?: string;
}

/** Writes detections of a run, or one of its maps. */
export async function exportCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: ExportOptions,
): Promise<void> {
  const path = resolve(options.out);
  if (options.map === 'embeddings') {
    await open(workbench, args);
    await exportEmbeddings(workbench, output, options, path);
    return;
  }
  await look(workbench, args);
  if (options.map !== undefined) await exportMap(workbench, output, { ...options, map: options.map }, path);
  else await exportDetections(workbench, output, options, path);
}

async function exportDetections(
  workbench: Workbench,
  output: Output,
  { run, radius, class: named, threshold, crs = 'wgs84', box, region }: ExportOptions,
  path: string,
): Promise<void> {
  if (crs === 'utm' || named !== undefined || threshold !== undefined)
    throw new UserError(
      'bad-input',
      '--crs utm, --class and --threshold apply to maps: say which with --map.',
    );
  const radii = radius === undefined ? {} : { radiiM: [...radius] };
  const source = { kind: 'run', runId: run ?? null, ...radii } as const;
  const features = await workbench.engine.exports.points({
    ...{ source, path, crs },
    region: await askedRegion(workbench, box, region),
  });
  output.result({ features, path }, `Wrote ${features} detections to ${path}.`);
}

async function exportMap(
  workbench: Workbench,
  output: Output,
  options: ExportOptions & { map: string },
  path: string,
): Promise<void> {
  const { map, run: runId, radius, class: named, threshold, crs = 'utm' } = options;
  if (options.box !== undefined || options.region !== undefined)
    throw new UserError('bad-input', 'A map covers what its run does: leave out --box and --region.');
  mustBeMap(path, crs);
  const runs = await workbench.engine.detections.runs();
  const run = runId === undefined ? runs[0] : runs.find(({ id }) => id === runId);
  if (run === undefined)
    throw new UserError(
      'not-found',
      runId === undefined ? 'Nothing has been detected yet.' : `There is no run ${runId}.`,
    );
  const radiusM = onlyOne(radius ?? run.radiiM, '--radius', metres);
  if (map === 'classes') {
    if (named !== undefined)
      throw new UserError('bad-input', 'A class map shows all classes of the run: leave out --class.');
    const source = { runId: run.id, radiusM, ...(threshold === undefined ? {} : { threshold }) };
    const { cells, beside } = await workbench.engine.exports.classMap({ source, path, crs });
    output.result({ cells, path, beside }, `Wrote ${cells} cells to ${path}, and ${listed(beside)}.`);
    return;
  }
  if (threshold !== undefined)
    throw new UserError('bad-input', 'A probability map holds every value: leave out --threshold.');
  const [classId] = named === undefined ? [] : await classIds(workbench, [named]);
  const source = { runId: run.id, radiusM, classId: classId ?? onlyOne(run.classIds, '--class', String) };
  const cells = await workbench.engine.exports.probability({ source, path, crs });
  output.result({ cells, path }, `Wrote ${cells} cells to ${path}.`);
}

/** Writes the embeddings of a layer. */
async function exportEmbeddings(
  workbench: Workbench,
  output: Output,
  { layer, crs = 'utm', box, region, run, radius, class: named, threshold }: ExportOptions,
  path: string,
): Promise<void> {
  if ([run, radius, named, threshold].some((given) => given !== undefined))
    throw new UserError(
      'bad-input',
      'Embeddings are those of a layer, not of a run: leave out --run, --radius, --class and --threshold.',
    );
  mustBeMap(path, crs);
  const stored = await workbench.engine.encoders.layers();
  const layers = stored.filter(({ embedded }) => embedded > 0).map(({ id }) => id);
  if (layers.length === 0)
    throw new UserError('not-found', 'Nothing has been embedded yet. Run `topo2vec embed` first.');
  const layerId = layer ?? onlyOne(layers, '--layer', String);
  const asked = await askedRegion(workbench, box, region);
  await workbench.run({ kind: 'export-embeddings', layerId, path, crs, box: asked });
  output.result({ layerId, path }, `Wrote the embeddings of layer ${layerId} to ${path}.`);
}

/** Checks that a map can be written so. */
function mustBeMap(path: string, crs: 'wgs84' | 'utm' | 'dtm'): asserts crs is 'utm' | 'dtm' {
  if (crs === 'wgs84')
    throw new UserError(
      'bad-input',
      "Maps are in metres of their UTM zone or in the DTM's CRS: --crs utm or dtm.",
    );
  if (endingIn(path, endingsOf(gridFormats)) === null)
    throw new UserError('bad-input', `${basename(path)} must end in ${writtenEndings(gridFormats)}.`);
}

/** The only one of some values. @throws UserError `bad-input` where there are several */
function onlyOne<Value>(values: readonly Value[], option: string, textOf: (value: Value) => string): Value {
  const [only, ...others] = values;
  if (only !== undefined && others.length === 0) return only;
  throw new UserError('bad-input', `A map has one ${option}: choose from ${listed(values.map(textOf))}.`);
}
