import { BrowserWindow, session, type Session } from 'electron';
import type { PageToPrint } from '../../shared/contract/shell';
import { printedEdgePx } from '../../shared/window/printedPage';
import { withObject } from '../platform/pdfUpdate';
import { serveFolder, urlOf } from './page';
import { locked, lockSession } from './security';

/** Host name in the address of the page. */
const HOST = 'print';
const PAGE = 'page.html';

/** The page is one SVG: it may run no script, and fetch only the fonts. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src 'self'";

const fonts = [
  { weight: 400, file: 'Inter-Regular.ttf' },
  { weight: 600, file: 'Inter-SemiBold.ttf' },
] as const;

/** Prints pages as PDF in a window that is never shown, without scripts, preload or network, in a session of its own. */
export class PagePrinter {
  private readonly session: Session;
  private page = '';
  private last: Promise<unknown> = Promise.resolve();

  /** @param fontsDir the folder of Inter */
  constructor(fontsDir: string) {
    this.session = session.fromPartition(HOST);
    lockSession(this.session);
    serveFolder(this.session, fontsDir, POLICY, ({ pathname }) =>
      pathname === `/${PAGE}`
        ? Promise.resolve({ data: Buffer.from(this.page), mimeType: 'text/html' })
        : null,
    );
  }

  /**
   * @returns a PDF of one page; text is text, in Inter or, for scripts that it lacks, in a font of the system
   */
  print(page: PageToPrint): Promise<Uint8Array> {
    // One after the other: there is one address.
    const printed = this.last.then(() => this.printNow(page));
    this.last = printed.catch(() => undefined);
    return printed;
  }

  private async printNow(page: PageToPrint): Promise<Uint8Array> {
    this.page = htmlOf(page);
    const window = new BrowserWindow({
      show: false,
      webPreferences: locked(this.session),
    });
    try {
      await window.loadURL(urlOf(HOST, PAGE));
      const pdf = await window.webContents.printToPDF({ printBackground: true, preferCSSPageSize: true });
      return cutTo(pdf, page.widthMm, page.heightMm);
    } finally {
      window.destroy();
      this.page = '';
    }
  }
}

const POINTS_PER_MM = 72 / 25.4;
const POINTS_PER_PX = 0.75;

/** Cuts the page of a PDF to the sheet in its upper left corner (ISO 32000-1:2008, section 14.11.2). */
function cutTo(pdf: Buffer, widthMm: number, heightMm: number): Buffer {
  const page = /\n(\d+) 0 obj\n(<<\/Type \/Page\n.*?)\nendobj/s.exec(pdf.toString('latin1'));
  const [, number, contents] = page ?? [];
  if (number === undefined || contents === undefined) throw new Error('The PDF has no page.');
  const top = printedEdgePx(heightMm) * POINTS_PER_PX;
  const box = [0, top - heightMm * POINTS_PER_MM, widthMm * POINTS_PER_MM, top];
  const cut = contents.replace(
    /\/MediaBox \[[^\]]*\]/,
    `/MediaBox [${box.map((points) => points.toFixed(4)).join(' ')}]`,
  );
  return withObject(pdf, number, cut);
}

/** A document of the page alone; its fonts are loaded before it counts as loaded. */
const htmlOf = ({ title, svg, widthMm, heightMm }: PageToPrint): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${title.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</title>
${fonts.map(({ file }) => `<link rel="preload" as="font" href="${file}" crossorigin>`).join('\n')}
<style>
${fonts.map(({ weight, file }) => `@font-face { font-family: Inter; font-weight: ${weight}; src: url(${file}); }`).join('\n')}
@page { size: ${printedEdgePx(widthMm)}px ${printedEdgePx(heightMm)}px; margin: 0; }
html, body { margin: 0; }
svg { display: block; }
</style>
${svg}
</html>`;
