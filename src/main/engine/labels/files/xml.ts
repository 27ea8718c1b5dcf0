import { SaxesParser } from 'saxes';
import { UserError } from '../../../../shared/errors';
import type { ByteSource } from './byteSource';

/** The deepest nesting of elements: nested folders of KML have about ten. */
const DEPTH_MAX = 200;
const CHUNK_BYTES = 256 * 1024;

/** Receives the events of an XML text; names come without their prefixes. */
export interface XmlVisitor {
  readonly open: (name: string, attributes: Readonly<Record<string, string>>) => void;
  /** @param text of the element itself, trimmed */
  readonly close: (name: string, text: string) => void;
}

/**
 * Reads an XML text from its start, one piece after the other (XML 1.0; entities of a document type's own are refused).
 * @returns after each piece, how many bytes were read
 * @throws UserError `unsupported-file` for text that is not well-formed, or nested too deeply
 */
export function* readXml(source: ByteSource, visitor: XmlVisitor): Generator<number> {
  const parser = new SaxesParser({ position: false, xmlns: false });
  const texts: string[] = [];
  let failed: unknown = null;
  parser.on('error', (error) => {
    failed ??= error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (texts.push('') > DEPTH_MAX) {
      throw new UserError(
        'unsupported-file',
        `${source.name} has elements more than ${DEPTH_MAX} levels deep, which labels never have.`,
      );
    }
    const named: Record<string, string> = {};
    for (const key in attributes) named[localName(key)] = attributes[key] ?? '';
    visitor.open(localName(name), named);
  });
  const addText = (text: string): void => {
    const top = texts.length - 1;
    if (top >= 0) texts[top] = (texts[top] ?? '') + text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', ({ name }) => {
    visitor.close(localName(name), (texts.pop() ?? '').trim());
  });
  source.rewind();
  const bytes = new Uint8Array(CHUNK_BYTES);
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  for (let count = source.read(bytes); count > 0; count = source.read(bytes)) {
    const part = bytes.subarray(0, count);
    decoder ??= new TextDecoder(encodingOf(part));
    parser.write(decoder.decode(part, { stream: true }));
    if (failed !== null) throw malformed(source.name, failed);
    yield source.doneBytes;
  }
  parser.close();
  if (failed !== null) throw malformed(source.name, failed);
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** The encoding that the declaration states, where it is a known one. */
function encodingOf(head: Uint8Array): string {
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(200, head.length)).toString('latin1');
  const stated = /^[^<]*<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']/.exec(start)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(stated).encoding;
  } catch {
    return 'utf-8';
  }
}

const malformed = (name: string, cause: unknown): UserError =>
  new UserError('unsupported-file', `${name} is not well-formed XML, or is cut short. Download it again.`, {
    cause,
  });
