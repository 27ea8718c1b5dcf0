import { SaxesParser } from 'saxes';
import type { ListedObject } from './objectStore';

/**
 * Reads an answer to ListObjectsV2.
 * @returns the objects in their order, and what asks for the next page; null on the last one
 * @throws Error for what is not XML
 */
export function listPage(xml: string): { objects: ListedObject[]; nextToken: string | null } {
  const objects: ListedObject[] = [];
  let nextToken: string | null = null;
  let text = '';
  let found: Record<string, string> = {};
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name }) => {
    text = '';
    if (name === 'Contents') found = {};
  });
  parser.on('text', (part) => {
    text += part;
  });
  parser.on('closetag', ({ name }) => {
    found[name] = text;
    if (name === 'Contents')
      objects.push({
        key: found.Key ?? '',
        bytes: Number(found.Size),
        putMs: Date.parse(found.LastModified ?? ''),
      });
    if (name === 'NextContinuationToken') nextToken = text;
    text = '';
  });
  parser.write(xml).close();
  return { objects, nextToken };
}
