import { trailerOf, withObject } from '../../platform/pdfUpdate';

/**
 * A PDF with a new description (ISO 32000-1:2008, section 14.3.3).
 * @param pdf as Chromium prints it
 * @param facts by the keys of a document's information, e.g. `Title`
 */
export function describedPdf(pdf: Uint8Array, facts: Readonly<Record<string, string>>): Buffer {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  const entries = Object.entries(facts).map(([key, text]) => `/${key} ${hexText(text)}`);
  return withObject(bytes, trailerOf(bytes).info, `<<${entries.join('\n')}>>`);
}

/** A text as hexadecimal digits: of ASCII, or of UTF-16 with its byte order mark (section 7.9.2.2). */
const hexText = (text: string): string =>
  /^[ -~]*$/.test(text)
    ? `<${Buffer.from(text, 'latin1').toString('hex')}>`
    : `<${Buffer.from(`\uFEFF${text}`, 'utf16le').swap16().toString('hex')}>`;
