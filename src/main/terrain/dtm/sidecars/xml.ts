/** An element of an XML text: the names of those around it and its own, its attributes as written, and its first text. */
interface XmlElement {
  /** e.g. `PAMDataset/PAMRasterBand/Scale`. */
  readonly path: string;
  readonly attributes: string;
  /** The text before the first child element, trimmed. */
  readonly text: string;
}

/** Deeper elements are not needed. */
const MAX_DEPTH = 16;

/**
 * The elements of an XML text in their order. It reads what GDAL and ArcGIS write beside rasters: no declarations of
 * entities, no CDATA. Time grows only with the length of the text; what is not XML gives few elements or none.
 */
export function* xmlElements(xml: string): Generator<XmlElement> {
  const around: string[] = [];
  for (const [, close, name = '', attributes = '', text = ''] of xml.matchAll(
    /<(\/?)([A-Za-z_][\w:.-]{0,99})([^<>]*)>([^<]*)/g,
  )) {
    if (close === '/') {
      // Only its own end tag closes an element: others are damage.
      if (around.at(-1) === name) around.pop();
      continue;
    }
    if (around.length < MAX_DEPTH)
      yield { path: [...around, name].join('/'), attributes, text: unescapeXml(text.trim()) };
    if (!attributes.endsWith('/') && around.length < MAX_DEPTH) around.push(name);
  }
}

/** The value of an attribute among those of an element; undefined when it is missing. */
export function attribute(attributes: string, name: string): string | undefined {
  return new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1];
}

const ENTITIES: Readonly<Record<string, string>> = { quot: '"', apos: "'", amp: '&', lt: '<', gt: '>' };

function unescapeXml(text: string): string {
  return text.replace(/&(\w{2,4});/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
