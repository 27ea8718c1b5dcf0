import { readText, withoutEnding } from './readText';

/** The text of the .prj beside a file, which describes its CRS; null when there is none. */
export function readPrj(path: string): Promise<string | null> {
  const stem = withoutEnding(path);
  return readText([`${stem}.prj`, `${stem}.PRJ`]);
}
