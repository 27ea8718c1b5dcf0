import { SaxesParser } from 'saxes';

/** An element of an XML document. */
export interface XmlElement {
  readonly name: string;
  /** Values by name; namespaces are left in names. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own text, without that of its children. */
  readonly text: string;
}

/** Limits of a document; deeper or larger ones are refused. */
const MAX_DEPTH = 64;
const MAX_ELEMENTS = 1_000_000;

interface OpenElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/**
 * Reads a small XML document completely. Entities that a document defines are refused, so that none can expand.
 * @returns its root; null when it is not well-formed, too deep or too large
 */
export function parseXml(text: string): XmlElement | null {
  const parser = new SaxesParser();
  const around: OpenElement[] = [];
  const roots: XmlElement[] = [];
  let count = 0;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (around.length >= MAX_DEPTH || ++count > MAX_ELEMENTS) throw new Error('The document is too large.');
    around.push({ name, attributes: new Map(Object.entries(attributes)), children: [], text: '' });
  });
  const addText = (more: string): void => {
    const inner = around.at(-1);
    if (inner !== undefined) inner.text += more;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const element = around.pop();
    if (element !== undefined) (around.at(-1)?.children ?? roots).push(element);
  });
  try {
    parser.write(text).close();
  } catch {
    return null;
  }
  return roots[0] ?? null;
}

/** The child elements with a name. */
export const childrenOf = (element: XmlElement, name: string): XmlElement[] =>
  element.children.filter((child) => child.name === name);

/** The trimmed text of the first child element with a name; undefined when there is none. */
export const textOf = (element: XmlElement, name: string): string | undefined =>
  element.children.find((child) => child.name === name)?.text.trim();
