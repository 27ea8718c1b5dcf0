/** Files by what they are brought in as. */
interface SortedFiles {
  readonly projects: readonly string[];
  readonly dtms: readonly string[];
  readonly labels: readonly string[];
  readonly others: readonly string[];
}

const kinds = {
  projects: /\.topo2vec$/i,
  dtms: /\.(tiff?|hgt|asc)$/i,
  labels: /\.(json|geojson|pbf)$/i,
} as const;

/** Files beside a DTM that are read with it, or are of no use here. */
const SIDECAR = /\.(prj|tfw|ovr|aux\.xml)$/i;

/** Sorts files by the endings of their names; what lies beside DTMs, such as a .prj, is left out where a DTM comes with it. */
export function sortFiles(paths: readonly string[]): SortedFiles {
  const of = (kind: keyof typeof kinds): string[] => paths.filter((path) => kinds[kind].test(path));
  const dtms = of('dtms');
  const isOther = (path: string): boolean =>
    !Object.values(kinds).some((ending) => ending.test(path)) && !(dtms.length > 0 && SIDECAR.test(path));
  return { projects: of('projects'), dtms, labels: of('labels'), others: paths.filter(isOther) };
}
