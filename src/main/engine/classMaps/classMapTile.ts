import { classMapCodes } from '../../../shared/labels/classMap';
import type { ClassMap } from './classMap';
import { cellsOfTile } from '../detections/probabilityTile';

/**
 * A class map on one EPSG:3857 XYZ tile, [256, 256] each: codes and probabilities of the cells that the pixels lie in; null where
 * nothing is.
 */
export function classMapTile(
  { lattice, codes, probabilities }: ClassMap,
  address: { z: number; x: number; y: number },
): { codes: Uint8Array; probabilities: Float32Array } | null {
  const cells = cellsOfTile(lattice, address);
  const tile = Uint8Array.from(cells, (cell) => codes[cell] ?? classMapCodes.noPatch);
  return tile.every((code) => code === classMapCodes.noPatch)
    ? null
    : { codes: tile, probabilities: Float32Array.from(cells, (cell) => probabilities[cell] ?? 0) };
}
