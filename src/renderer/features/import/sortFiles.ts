import { endingIn, endingsOf, isSidecar, labelFormats, terrainFormats } from '../../../shared/formats';

/** Files by what they are imported as. */
interface SortedFiles {
  readonly projects: readonly string[];
  readonly dtms: readonly string[];
  readonly labels: readonly string[];
  readonly others: readonly string[];
}

const kinds = {
  projects: ['topo2vec'],
  dtms: endingsOf(terrainFormats),
  labels: endingsOf(labelFormats),
} as const;

/** Sorts files by the endings of their names; what lies beside DTMs, such as a .prj, is left out where a DTM comes with it. */
export function sortFiles(paths: readonly string[]): SortedFiles {
  const of = (kind: keyof typeof kinds): string[] =>
    paths.filter((path) => endingIn(path, kinds[kind]) !== null);
  const dtms = of('dtms');
  const isOther = (path: string): boolean =>
    !Object.values(kinds).some((endings) => endingIn(path, endings) !== null) &&
    !(dtms.length > 0 && isSidecar(path));
  return { projects: of('projects'), dtms, labels: of('labels'), others: paths.filter(isOther) };
}
