/** What a PDF's end says: the number of objects, the root, the description, and where its table of objects is. */
interface Trailer {
  readonly size: string;
  readonly root: string;
  /** Number of the object that describes the document. */
  readonly info: string;
  readonly table: string;
}

/**
 * The end of a PDF that Chromium printed.
 * @throws Error where it has no table of objects
 */
export function trailerOf(pdf: Buffer): Trailer {
  const tail = pdf.subarray(pdf.lastIndexOf('trailer')).toString('latin1');
  const patterns = [/\/Size (\d+)/, /\/Root (\d+ \d+ R)/, /\/Info (\d+) 0 R/, /startxref\s+(\d+)/];
  const [size, root, info, table] = patterns.map((pattern) => pattern.exec(tail)?.[1]);
  if (size === undefined || root === undefined || info === undefined || table === undefined)
    throw new Error('The PDF has no table of objects.');
  return { size, root, info, table };
}

/**
 * A PDF with another version of an object, which is appended to it (ISO 32000-1:2008, section 7.5.6).
 * @param number of the object
 * @param contents its dictionary, Latin-1
 */
export function withObject(pdf: Buffer, number: string, contents: string): Buffer {
  const { size, root, info, table } = trailerOf(pdf);
  const object = `\n${number} 0 obj\n${contents}\nendobj\n`;
  const offset = String(pdf.length + 1).padStart(10, '0');
  const end =
    `xref\n${number} 1\n${offset} 00000 n \ntrailer\n<</Size ${size}\n/Root ${root}\n/Info ${info} 0 R\n/Prev ${table}>>\n` +
    `startxref\n${pdf.length + object.length}\n%%EOF\n`;
  return Buffer.concat([pdf, Buffer.from(object + end, 'latin1')]);
}
