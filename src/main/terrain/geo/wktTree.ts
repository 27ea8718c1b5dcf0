/** A node of well-known text: a keyword, in capitals, with its values. */
export interface WktNode {
  readonly keyword: string;
  /** Texts and numbers, in order, and words such as `EAST` as texts. */
  readonly values: readonly (string | number)[];
  readonly nodes: readonly WktNode[];
}

/** Maximum nesting depth of nodes. */
const DEEPEST = 32;

/** Reads well-known text (OGC 01-009, ISO 19162); null if it is not well formed. */
export function parseWkt(text: string): WktNode | null {
  const tokens =
    /\s*(?:"((?:[^"]|"")*)"|([[\](),])|([A-Za-z_]\w*)|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?))/y;
  let at = 0;
  const next = (): RegExpExecArray | null => {
    tokens.lastIndex = at;
    const token = tokens.exec(text);
    if (token !== null) at = tokens.lastIndex;
    return token;
  };
  const node = (keyword: string, depth: number): WktNode | null => {
    const values: (string | number)[] = [];
    const nodes: WktNode[] = [];
    if (depth > DEEPEST) return null;
    for (;;) {
      const [, quoted, sign, word, number] = next() ?? [];
      if (quoted !== undefined) values.push(quoted.replaceAll('""', '"'));
      else if (number !== undefined) values.push(Number(number));
      else if (word !== undefined) {
        const before = at;
        const sign = next()?.[2];
        if (sign === '[' || sign === '(') {
          const child = node(word.toUpperCase(), depth + 1);
          if (child === null) return null;
          nodes.push(child);
        } else {
          at = before;
          values.push(word);
        }
      } else return sign === ']' || sign === ')' ? { keyword, values, nodes } : null;
      const end = next()?.[2];
      if (end === ']' || end === ')') return { keyword, values, nodes };
      if (end !== ',') return null;
    }
  };
  const keyword = next()?.[3];
  const open = next()?.[2];
  if (keyword === undefined || (open !== '[' && open !== '(')) return null;
  const root = node(keyword.toUpperCase(), 0);
  return root !== null && text.slice(at).trim() === '' ? root : null;
}

/** The first node with one of some keywords. */
export const child = (node: WktNode | undefined, ...keywords: string[]): WktNode | undefined =>
  node?.nodes.find(({ keyword }) => keywords.includes(keyword));

/** A node's first value if it is a text, otherwise empty. */
export const nameOf = (node: WktNode | undefined): string => {
  const name = node?.values[0];
  return typeof name === 'string' ? name : '';
};

/** One of a node's values as a number; NaN if it is not one. */
export const numberOf = (node: WktNode | undefined, index = 0): number => {
  const value = node?.values[index];
  return typeof value === 'number' ? value : NaN;
};

/** The code of an authority that a node is marked with, such as `EPSG:2056`; null without one. */
export function codeOf(node: WktNode | undefined): string | null {
  const mark = child(node, 'AUTHORITY', 'ID');
  const [authority, code] = mark?.values ?? [];
  return typeof authority === 'string' && code !== undefined ? `${authority.toUpperCase()}:${code}` : null;
}
