/** Contents of an ENVI header: values by key, in lower case; values in braces without the braces. */
export type EnviHeader = ReadonlyMap<string, string>;

/** Reads an ENVI header: lines of `key = value`, where a value in braces may span several lines. */
export function readEnviHeader(text: string): EnviHeader {
  const header = new Map<string, string>();
  let open: { readonly key: string; value: string } | null = null;
  for (const line of text.split(/\r\n|\r|\n/).slice(1)) {
    if (open === null) {
      const equals = line.indexOf('=');
      if (equals < 0) continue;
      const key = line.slice(0, equals).trim().toLowerCase().replace(/\s+/g, ' ');
      const value = line.slice(equals + 1).trim();
      if (!value.startsWith('{')) header.set(key, value);
      else open = { key, value: value.slice(1) };
    } else open.value += `\n${line}`;
    if (open?.value.trimEnd().endsWith('}') !== true) continue;
    header.set(open.key, open.value.trimEnd().slice(0, -1).trim());
    open = null;
  }
  return header;
}

/** The parts of a list between commas. */
export const listIn = (text: string | undefined): string[] =>
  text === undefined || text === '' ? [] : text.split(',').map((part) => part.trim());
