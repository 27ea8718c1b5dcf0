import { basename, resolve } from 'node:path';
import { UserError } from '../../shared/errors';
import { endingIn, endingsOf, gridFormats, writtenEndings } from '../../shared/fileFormats';
import { listed, metres } from '../../shared/format';
import { classIds, look } from './asking';
import type { Output } from './output';
import type { Workbench } from './workbench';

interface ExportOptions {
  readonly run?: number;
  readonly radius?: readonly number[];
  readonly map?: 'classes' | 'probability';
  readonly class?: string;
  readonly threshold?: number;
  readonly out: string;
  readonly crs?: 'wgs84' | 'utm' | 'dtm';
}

/** Writes detections of a run, or one of its maps. */
export async function exportCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: ExportOptions,
): Promise<void> {
  await look(workbench, args);
  const path = resolve(options.out);
  if (options.map !== undefined) await exportMap(workbench, output, { ...options, map: options.map }, path);
  else await exportDetections(workbench, output, options, path);
}

async function exportDetections(
  workbench: Workbench,
  output: Output,
  { run, radius, class: named, threshold, crs = 'wgs84' }: ExportOptions,
  path: string,
): Promise<void> {
  if (crs === 'utm' || named !== undefined || threshold !== undefined)
    throw new UserError(
      'bad-input',
      '--crs utm, --class and --threshold apply to maps: say which with --map.',
    );
  const radii = radius === undefined ? {} : { radiiM: [...radius] };
  const source = { kind: 'run', runId: run ?? null, ...radii } as const;
  const features = await workbench.engine.exports.points({ source, path, crs });
  output.result({ features, path }, `Wrote ${features} detections to ${path}.`);
}

async function exportMap(
  workbench: Workbench,
  output: Output,
  { map, run: runId, radius, class: named, threshold, crs = 'utm' }: ExportOptions & { map: string },
  path: string,
): Promise<void> {
  if (crs === 'wgs84')
    throw new UserError(
      'bad-input',
      "Maps are in metres of their UTM zone or in the DTM's CRS: --crs utm or dtm.",
    );
  if (endingIn(path, endingsOf(gridFormats)) === null)
    throw new UserError('bad-input', `${basename(path)} must end in ${writtenEndings(gridFormats)}.`);
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

/** The only one of some values. @throws UserError `bad-input` where there are several */
function onlyOne<Value>(values: readonly Value[], option: string, textOf: (value: Value) => string): Value {
  const [only, ...others] = values;
  if (only !== undefined && others.length === 0) return only;
  throw new UserError('bad-input', `A map has one ${option}: choose from ${listed(values.map(textOf))}.`);
}
