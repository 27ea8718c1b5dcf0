import {
  endingIn,
  endingsOf,
  isSidecar,
  labelFormats,
  packedEndings,
  terrainFormats,
} from '../../../shared/fileFormats';

/** Files by what they are imported as. */
interface SortedFiles {
  readonly projects: readonly string[];
  readonly dtms: readonly string[];
  readonly labels: readonly string[];
  /** Terrain or labels: their names do not tell. */
  readonly unsure: readonly string[];
  readonly others: readonly string[];
}

const kinds = {
  projects: ['topo2vec'],
  dtms: endingsOf(terrainFormats),
  labels: endingsOf(labelFormats),
} as const;
type Kind = keyof typeof kinds | 'unsure' | 'others';

/** Sorts files by the endings of their names; those that are read with another one of them are left out. */
export function sortFiles(paths: readonly string[]): SortedFiles {
  const headed = new Set(paths.filter(isHeader).map((header) => dataOf(header, paths)));
  const sorted = mainFiles(paths).map((path) => ({ path, kind: headed.has(path) ? 'dtms' : kindOf(path) }));
  const of = (wanted: Kind): string[] => sorted.filter(({ kind }) => kind === wanted).map(({ path }) => path);
  return {
    projects: of('projects'),
    dtms: of('dtms'),
    labels: of('labels'),
    unsure: of('unsure'),
    others: of('others'),
  };
}

/** Files without those that lie beside another one of them and are read with it, such as the .dbf of a .shp. */
export function mainFiles(paths: readonly string[]): string[] {
  const data = paths.filter(isHeader).flatMap((header) => dataOf(header, paths) ?? []);
  const stems = [...paths.filter((path) => kindOf(path) !== 'others'), ...data].map(stemOf);
  const isBeside = (path: string): boolean =>
    isHeader(path)
      ? dataOf(path, paths) !== undefined
      : isSidecar(path) && stems.some((stem) => path.toLowerCase().startsWith(`${stem}.`));
  return paths.filter((path) => !isBeside(path));
}

/** The kind whose ending says most of a name: `.hgt.zip` is terrain, whatever a `.zip` may be. */
function kindOf(path: string): Kind {
  const ending = endingIn(path, Object.values(kinds).flat());
  if (ending === null) return 'others';
  const fitting = (Object.keys(kinds) as (keyof typeof kinds)[]).filter((kind) =>
    kinds[kind].some((each) => each === ending),
  );
  const [only] = fitting;
  return fitting.length > 1 || only === undefined || packedEndings.includes(ending) ? 'unsure' : only;
}

const isHeader = (path: string): boolean => endingIn(path, ['hdr']) !== null;

/** The values that a header stands for: their names end in many ways, or not at all. */
function dataOf(header: string, paths: readonly string[]): string | undefined {
  const stem = withoutEnding(header);
  return paths.find(
    (path) =>
      [path, withoutEnding(path)].includes(stem) &&
      !isHeader(path) &&
      !isSidecar(path) &&
      ['dtms', 'others'].includes(kindOf(path)),
  );
}

const withoutEnding = (path: string): string => path.replace(/\.[^./\\]*$/, '');

/** A path without its ending, small letters. */
function stemOf(path: string): string {
  const ending = endingIn(path, Object.values(kinds).flat());
  return (ending === null ? withoutEnding(path) : path.slice(0, -1 - ending.length)).toLowerCase();
}
