import { SaxesParser } from 'saxes';

/**
 * Reads an answer to ListObjectsV2.
 * @returns the keys in their order, and what asks for the next page; null on the last one
 * @throws Error for what is not XML
 */
export function listPage(xml: string): { keys: string[]; nextToken: string | null } {
  const keys: string[] = [];
  let nextToken: string | null = null;
  let text = '';
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', () => {
    text = '';
  });
  parser.on('text', (part) => {
    text += part;
  });
  parser.on('closetag', ({ name }) => {
    if (name === 'Key') keys.push(text);
    if (name === 'NextContinuationToken') nextToken = text;
    text = '';
  });
  parser.write(xml).close();
  return { keys, nextToken };
}
