import type { LabelledPlaces } from '../../../shared/contract/explorations';
import { cellMapper } from '../../terrain/geo/lattice';
import { listLabels } from '../labels/labels';
import type { Reader } from '../store/database';
import { findExploration, readCells } from './explorations';

/** The labels that lie in a cell of one of an exploration's places. @throws UserError `not-found` */
export async function labelledPlaces(reader: Reader, explorationId: number): Promise<LabelledPlaces> {
  const { lattice } = await findExploration(reader, explorationId);
  const cells = await readCells(reader, explorationId);
  const placeOf = new Map(Array.from(cells, (cell, place) => [cell, place]));
  const labels = await listLabels(reader);
  const cellOf = cellMapper(lattice);
  const found: { place: number; label: number }[] = [];
  for (const label of labels.ids.keys()) {
    const [x, y] = cellOf(labels.lonDeg[label] ?? NaN, labels.latDeg[label] ?? NaN);
    const [column, row] = [Math.round(x), Math.round(y)];
    if (!(column >= 0 && column < lattice.columns)) continue;
    const place = placeOf.get(row * lattice.columns + column);
    if (place !== undefined) found.push({ place, label });
  }
  return {
    places: Uint32Array.from(found, ({ place }) => place),
    classIndex: Uint16Array.from(found, ({ label }) => labels.classIndex[label] ?? 0),
    positive: Uint8Array.from(found, ({ label }) => labels.positive[label] ?? 0),
    classIds: labels.classIds,
  };
}
