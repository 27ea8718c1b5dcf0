import type { FileSource } from '../../platform/fileSource';

/**
 * The band that is read, 0-based: the only one, or the one that was chosen.
 * @throws UserError `band-choice` when a file of several bands needs the choice, or has no such band
 */
export function chooseBand(file: FileSource, bandCount: number, wanted: number | undefined): number {
  if (wanted === undefined && bandCount > 1)
    throw file.error(
      'band-choice',
      `has ${bandCount} bands: say which one holds the elevations (1 to ${bandCount}).`,
    );
  const band = wanted ?? 0;
  if (!Number.isInteger(band) || band < 0 || band >= bandCount)
    throw file.error('band-choice', `has no band ${band + 1}: choose one from 1 to ${bandCount}.`);
  return band;
}
