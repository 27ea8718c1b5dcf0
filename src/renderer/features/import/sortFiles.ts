import {
  endingIn,
  endingsOf,
  isSidecar,
  isTileArchive,
  labelFormats,
  terrainFormats,
} from '../../../shared/formats';

/** Files by what they are imported as. */
interface SortedFiles {
  readonly projects: readonly string[];
  readonly dtms: readonly string[];
  readonly labels: readonly string[];
  readonly others: readonly string[];
}

type Kind = Exclude<keyof SortedFiles, 'others'>;

const kinds: Readonly<Record<Kind, readonly string[]>> = {
  projects: ['topo2vec'],
  dtms: endingsOf(terrainFormats),
  labels: endingsOf(labelFormats),
};

/**
 * Sorts files by the endings of their names, each into one kind, the one whose ending is longest; what lies beside DTMs, such as a
 * .prj, is left out where a DTM comes with it.
 */
export function sortFiles(paths: readonly string[]): SortedFiles {
  const headers = paths.filter(isHeader);
  const dataOf = (header: string): string | undefined =>
    paths.find(
      (path) =>
        path !== header && [path, withoutEnding(path)].includes(withoutEnding(header)) && isData(path),
    );
  const withHeader = new Set(headers.map(dataOf));
  const kindOf = (path: string): Kind | null => {
    if (isHeader(path) && dataOf(path) !== undefined) return null;
    return withHeader.has(path) ? 'dtms' : kindByName(path);
  };
  const of = (kind: Kind): string[] => paths.filter((path) => kindOf(path) === kind);
  const dtms = of('dtms');
  const isOther = (path: string): boolean => kindOf(path) === null && !(dtms.length > 0 && isSidecar(path));
  return { projects: of('projects'), dtms, labels: of('labels'), others: paths.filter(isOther) };
}

function kindByName(path: string): Kind | null {
  if (isTileArchive(path)) return 'dtms';
  let [found, length]: [Kind | null, number] = [null, 0];
  for (const [kind, endings] of Object.entries(kinds) as [Kind, readonly string[]][]) {
    const ending = endingIn(path, endings)?.length ?? 0;
    if (ending > length) [found, length] = [kind, ending];
  }
  return found;
}

const isHeader = (path: string): boolean => endingIn(path, ['hdr']) !== null;
const withoutEnding = (path: string): string => path.replace(/\.[^./\\]*$/, '');

/** Whether a file may be the values of a header: their names end in many ways, or not at all. */
const isData = (path: string): boolean =>
  !isHeader(path) && !isSidecar(path) && ['dtms', null].includes(kindByName(path));
