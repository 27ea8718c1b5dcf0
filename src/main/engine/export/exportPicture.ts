import { writeFile } from 'node:fs/promises';
import type { Project } from '../context';
import { dtmFileNames } from '../dtms/dtms';
import { replaceFile } from '../../platform/replaceFile';
import { describedPng } from './describedPng';
import { provenanceOf } from './provenance';

/** What a picture shows, e.g. its layers and the radius. */
export type Shown = Readonly<Record<string, string | number>>;

/**
 * Writes a picture of the map with its provenance in it, as the text chunks of a PNG.
 * @param png as the window drew it
 * @throws UserError `bad-input` for bytes that are not a PNG, `disk`
 */
export async function exportPicture(
  project: Project,
  png: Uint8Array,
  shown: Shown,
  path: string,
): Promise<void> {
  const described = describedPng(png, pngTexts(await pictureFacts(project, shown)));
  await replaceFile(path, (beside) => writeFile(beside, described, { flush: true }));
}

/** Where a picture comes from. */
interface PictureFacts {
  readonly software: string;
  /** ISO 8601 */
  readonly created: string;
  /** Empty for none. */
  readonly attribution: string;
  /** All the rest, JSON. */
  readonly description: string;
}

/** The provenance of a picture, as files of pictures and pages have room for it. */
export async function pictureFacts(project: Project, shown: Shown): Promise<PictureFacts> {
  const dtms = await dtmFileNames(project.database);
  const { software, created, attribution, ...rest } = await provenanceOf(project, dtms, Date.now(), shown);
  return { software, created, attribution, description: JSON.stringify(rest) };
}

/** Facts by the keywords that PNG has for them (W3C, PNG third edition, section 11.3.3.1). */
export const pngTexts = ({ software, created, attribution, description }: PictureFacts) => ({
  Software: software,
  'Creation Time': created,
  ...(attribution === '' ? {} : { Source: attribution }),
  Description: description,
});
