import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readElevations } from '../../src/main/terrain/landforms/elevationGrid';
import { LOOK_OUT_CELLS, landformsOfGrid } from '../../src/main/terrain/landforms/landformGrid';
import { openTerrain } from '../../src/main/terrain/terrain';
import type { Ground } from './ground';
import { pythonRival } from './pythonRival';
import { interleaved, seconds, type Row } from './row';

/** Below it the paper's rule and GRASS's coincide, so codes can be compared. */
const HARDLY_FLAT_DEG = 1e-6;

/** Geomorphons of the whole DTM: ours from the DTM's file on, those of GRASS from the same elevations in a raster of its own. */
export async function* landformRows({ sources, folder }: Ground): AsyncGenerator<Row> {
  const terrain = await openTerrain(sources);
  const stepM = Math.ceil(terrain.pixelM / 10) * 10;
  const { lattice, elevationsM } = await readElevations(terrain, terrain.box, stepM);
  await terrain.close();
  const { columns, rows } = lattice;
  const file = join(folder, 'elevations.bin');
  await writeFile(file, elevationsM);
  // A line of sight ends before its search distance in GRASS, and at it here.
  const searchM = LOOK_OUT_CELLS * stepM + 1;
  const codesFile = join(folder, 'forms.bin');
  const rival = await pythonRival(
    'r_geomorphon.py',
    [file, codesFile, columns, rows, stepM, searchM, HARDLY_FLAT_DEG].map(String),
  );
  try {
    const whole = async (): Promise<void> => {
      const opened = await openTerrain(sources);
      const grid = await readElevations(opened, opened.box, stepM);
      landformsOfGrid(grid.elevationsM, columns, stepM);
      await opened.close();
    };
    const cells = `${(columns * rows).toLocaleString('en')} cells of ${stepM} m`;
    const equal =
      rival.missing === null
        ? shareEqual(landformsOfGrid(elevationsM, columns, stepM, HARDLY_FLAT_DEG), await readFile(codesFile))
        : '';
    yield {
      what: `geomorphons of the DTM, ${cells}, radius ${LOOK_OUT_CELLS * stepM} m, one thread${equal}`,
      unit: 's',
      better: 'lower',
      ...(await interleaved(seconds(whole), rival)),
      limit: `52 subtractions, products and comparisons a cell; 2 to 4 bytes read, 1 written`,
    };
  } finally {
    rival.end();
  }
}

/** Prints how many codes agree, of the cells where ours has one: GRASS has some at the edges as well. */
function shareEqual(codes: Uint8Array, others: Uint8Array): string {
  const known = codes.filter((code) => code !== 0).length;
  const same = codes.filter((code, cell) => code !== 0 && code === others[cell]).length;
  return `; ${((100 * same) / known).toFixed(4)} % of codes equal`;
}
