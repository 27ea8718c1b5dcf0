import type { HeadInfo } from '../../shared/contract/heads';
import { UserError } from '../../shared/errors';
import { metres, percent } from '../../shared/format';
import type { LonLatBox } from '../../shared/geo/lonLat';
import { askedRegion, classIds, encoderId, open } from './asking';
import type { Output } from './output';
import type { Workbench } from './workbench';

/** Prints the places whose labels would teach a class's head most, the best first. */
export async function nextLabelsCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: {
    class: string;
    encoder?: string;
    radius?: number;
    count: number;
    box?: LonLatBox;
    region?: string;
    seed: number;
  },
): Promise<void> {
  await open(workbench, args);
  const [classId = ''] = await classIds(workbench, [options.class]);
  const labelClass = (await workbench.engine.labels.classes()).find(({ id }) => id === classId);
  const radiusM = options.radius ?? labelClass?.radiusM;
  if (radiusM === undefined || radiusM === null)
    throw new UserError(
      'bad-input',
      `${labelClass?.name ?? classId} has no radius yet. Give one with --radius.`,
    );
  const result = await workbench.run({
    kind: 'next-labels',
    classId,
    encoderId: await encoderId(workbench, options.encoder),
    radiusM,
    count: options.count,
    box: await askedRegion(workbench, options.box, options.region),
    seed: options.seed,
  });
  if (result.kind !== 'next-labels') return;
  const lines = result.candidates.map(
    ({ lonDeg, latDeg, probability, uncertainty, diversity, labelDistanceM }, index) =>
      [
        index + 1,
        `${lonDeg.toFixed(6)},${latDeg.toFixed(6)}`,
        `probability ${probability.toFixed(2)}`,
        `undecided ${uncertainty.toFixed(2)}`,
        `unlike the labels ${diversity.toFixed(2)}`,
        labelDistanceM === null ? 'no label yet' : `${metres(labelDistanceM)} from the nearest label`,
      ].join('\t'),
  );
  output.result(result.candidates, lines.join('\n'));
}

/** Compares two heads of one class wherever the terrain has patches. */
export async function compareHeadsCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: { box?: LonLatBox; region?: string },
): Promise<void> {
  await open(workbench, args);
  const heads = await workbench.engine.heads.list();
  const [first, second] = args.slice(1).map((name) => headIdOf(name, heads));
  if (first === undefined || second === undefined) return;
  const box = await askedRegion(workbench, options.box, options.region);
  const result = await workbench.run({ kind: 'compare-heads', headIds: [first, second], box });
  if (result.kind !== 'comparison') return;
  const names = result.headIds.map((id) => heads.find((head) => head.id === id)?.name ?? '');
  const { places, risen, fallen, meanChange } = result.change;
  output.result(
    result,
    `From ${names.join(' to ')}, at ${places} places: the probability rises by 0.25 or more at ${risen} ` +
      `(${percent(risen / places)}), falls by as much at ${fallen} (${percent(fallen / places)}), and changes by ` +
      `${meanChange.toFixed(3)} on average.`,
  );
}

/** The head of an id, as `info --json` lists them. @throws UserError `not-found` naming those there are */
function headIdOf(text: string, heads: readonly HeadInfo[]): number {
  const found = heads.find(({ id }) => String(id) === text);
  if (found !== undefined) return found.id;
  const sorted = [...heads].sort((a, b) => a.id - b.id);
  const known = sorted.map(({ id, name }) => `${id} (${name})`).join(', ');
  throw new UserError(
    'not-found',
    `There is no head ${text}. ${known === '' ? 'The project has none yet: train one with "head".' : `There are ${known}.`}`,
  );
}
