/**
 * Parts of a list that lie in files named by their ids: `./hgt/hgt.reader.ts` is the part `hgt`. So a list that the window reads too,
 * in `shared`, needs no second list here.
 */
export class Listed<Id extends string, Part> {
  private readonly parts: ReadonlyMap<string, Part>;

  /**
   * @param ids of the list, in its order
   * @param files the part of each file, by path, as `import.meta.glob` gives them
   * @throws Error for an id without a file, and a file without an id: as soon as the program starts
   */
  constructor(ids: readonly Id[], files: Readonly<Record<string, Part>>) {
    const byName = new Map(Object.entries(files).map(([path, part]) => [nameOf(path), part]));
    const stray = [...byName.keys()].find((name) => !ids.some((id) => id === name));
    if (stray !== undefined) throw new Error(`No list names "${stray}", which has a file.`);
    this.parts = new Map(ids.map((id) => [id, partOf(byName, id)]));
  }

  /** All parts, in the order of the list. */
  get all(): Part[] {
    return [...this.parts.values()];
  }

  of(id: Id): Part {
    return partOf(this.parts, id);
  }
}

function partOf<Part>(parts: ReadonlyMap<string, Part>, id: string): Part {
  const part = parts.get(id);
  if (part === undefined) throw new Error(`No file stands for "${id}" of the list.`);
  return part;
}

/** `./hgt/hgt.reader.ts` is `hgt`. */
const nameOf = (path: string): string => /([^/]+)\.[a-z]+\.ts$/.exec(path)?.[1] ?? path;
