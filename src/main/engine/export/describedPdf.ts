/**
 * A PDF with a new description, which is appended to it (ISO 32000-1:2008, sections 7.5.6 and 14.3.3).
 * @param pdf with a table of cross-references and a description, as Chromium prints it
 * @param facts by the keys of a document's information, e.g. `Title`
 * @returns the PDF as it is where it has no such table
 */
export function describedPdf(pdf: Uint8Array, facts: Readonly<Record<string, string>>): Buffer {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  const tail = bytes.subarray(bytes.lastIndexOf('trailer')).toString('latin1');
  const patterns = [/\/Size (\d+)/, /\/Root (\d+ \d+ R)/, /\/Info (\d+) 0 R/, /startxref\s+(\d+)/];
  const [size, root, info, previous] = patterns.map((pattern) => pattern.exec(tail)?.[1]);
  if (size === undefined || root === undefined || info === undefined || previous === undefined) return bytes;
  const entries = Object.entries(facts).map(([key, text]) => `/${key} ${hexText(text)}`);
  const object = `\n${info} 0 obj\n<<${entries.join('\n')}>>\nendobj\n`;
  const table = bytes.length + object.length;
  const offset = String(bytes.length + 1).padStart(10, '0');
  const end = `xref\n${info} 1\n${offset} 00000 n \ntrailer\n<</Size ${size} /Root ${root} /Info ${info} 0 R /Prev ${previous}>>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.concat([bytes, Buffer.from(object + end, 'latin1')]);
}

/** A text as hexadecimal digits: of ASCII, or of UTF-16 with its byte order mark (section 7.9.2.2). */
const hexText = (text: string): string =>
  /^[ -~]*$/.test(text)
    ? `<${Buffer.from(text, 'latin1').toString('hex')}>`
    : `<${Buffer.from(`\uFEFF${text}`, 'utf16le').swap16().toString('hex')}>`;
