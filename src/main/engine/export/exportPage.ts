import { writeFile } from 'node:fs/promises';
import { replaceFile } from '../../platform/replaceFile';
import type { Project } from '../context';
import { describedPdf } from './describedPdf';
import { describedPng } from './describedPng';
import { pictureFacts, pngTexts, type Shown } from './exportPicture';
import { DOTS_PER_INCH, svgPicture } from './svgPicture';

/**
 * Writes a page with a map, and its provenance inside the file.
 * @param page a PDF as the shell printed it, or the SVG of which a PNG is made
 * @param shown its title, and what else it shows
 * @param fontsDir the folder of Inter
 * @throws UserError `disk`
 */
export async function exportPage(
  project: Project,
  page: { readonly pdf: Uint8Array } | { readonly svg: string },
  shown: Shown,
  path: string,
  fontsDir: string,
): Promise<void> {
  const facts = await pictureFacts(project, shown);
  const bytes =
    'pdf' in page
      ? describedPdf(page.pdf, {
          Title: String(shown.title ?? ''),
          Author: facts.attribution,
          Subject: facts.description,
          Creator: facts.software,
          CreationDate: pdfDate(facts.created),
        })
      : describedPng(await svgPicture(page.svg, fontsDir), pngTexts(facts), DOTS_PER_INCH);
  await replaceFile(path, (beside) => writeFile(beside, bytes, { flush: true }));
}

/** `D:20261130090000Z` (ISO 32000-1:2008, section 7.9.4). @param iso ISO 8601 in UTC */
const pdfDate = (iso: string): string => `D:${iso.replaceAll(/[-:T]|\..*/g, '')}Z`;
