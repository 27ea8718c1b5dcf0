import { TOO_FLAT } from '../../../shared/terrain/flatGround';
import { spacingM } from '../../../shared/terrain/patch';
import { LANDFORM_TILE_SIZE } from '../../../shared/terrain/tile';
import { cellMapper, locationsOfCells } from '../../terrain/geo/lattice';
import { classicalAnswer } from '../../terrain/landforms/classicalAnswer';
import type { Project } from '../context';
import { drawnMap } from '../detections/probabilityTile';
import { isSparse, tileLocations, type TileAddress } from './landformTile';

/** A cell of the lattice that some of a tile's cells lie in. */
interface LatticeCell {
  readonly column: number;
  readonly row: number;
  readonly probability: number;
  readonly tileCells: number[];
}

/**
 * A head's probabilities and the classical method's decisions on one map tile. Both use the same patches: those of the lattice
 * cells that the tile's cells lie in.
 * @returns [64, 64, 2] the probability 0..1, and 0 where there is none, 1 for a no and 2 for a yes of the classical method; null
 * where nothing is, where the method cannot classify the class, or where the cells lie too far apart
 */
export async function agreementTile(
  project: Project,
  request: TileAddress & { readonly runId: number; readonly classId: string; readonly radiusM: number },
): Promise<Float32Array | null> {
  const { classId, radiusM } = request;
  const map = await drawnMap(project, request);
  if (map === null || isSparse(request, radiusM)) return null;
  const { lattice } = map;
  const cells = new Map<number, LatticeCell>();
  const cellOf = cellMapper(lattice);
  const locations = tileLocations(request);
  for (let tileCell = 0; tileCell < LANDFORM_TILE_SIZE ** 2; tileCell++) {
    const place = cellOf(locations[2 * tileCell] ?? NaN, locations[2 * tileCell + 1] ?? NaN);
    const [column, row] = [Math.round(place[0]), Math.round(place[1])];
    if (!(column >= 0 && row >= 0 && column < lattice.columns && row < lattice.rows)) continue;
    const index = row * lattice.columns + column;
    const probability = map.values[index] ?? NaN;
    if (Number.isNaN(probability) || probability === TOO_FLAT) continue;
    const cell = cells.get(index) ?? { column, row, probability, tileCells: [] };
    cell.tileCells.push(tileCell);
    cells.set(index, cell);
  }
  if (cells.size === 0) return null;
  const asked = [...cells.values()];
  const middles = locationsOfCells(
    lattice,
    asked.map(({ column }) => column),
    asked.map(({ row }) => row),
  );
  const { values } = await project.useTerrain((terrain) => terrain.samplePatches(middles, radiusM));
  const answers = classicalAnswer(classId, values, spacingM(radiusM));
  if (answers === null) return null;
  const tile = new Float32Array(LANDFORM_TILE_SIZE ** 2 * 2);
  for (const [index, { probability, tileCells }] of asked.entries()) {
    const answer = answers[index] ?? NaN;
    if (Number.isNaN(answer)) continue;
    for (const tileCell of tileCells) {
      tile[2 * tileCell] = probability;
      tile[2 * tileCell + 1] = 1 + answer;
    }
  }
  return tile;
}
