import type { NoisyArea } from '../../layers/maps/flatCells';
import type { Project } from '../context';
import { readRows } from './dtms';

/**
 * The vertical noise of the project's usable DTMs, finest first. Where a project of an older version lacks it, it is estimated
 * and stored. Not an undo step: nothing is new.
 * @throws UserError `outside-terrain` when the project has no DTM
 */
export async function terrainNoise(project: Project): Promise<NoisyArea[]> {
  const rows = await readRows(project.database);
  const estimated = new Map<number, number>();
  const known = await project.useTerrain(async (terrain) => {
    const found: NoisyArea[] = [];
    for (const { metadata, box } of terrain.dtms) {
      const row = rows.find(({ fingerprint }) => fingerprint === metadata.fingerprint);
      let noiseM = row?.metadata.noiseM ?? null;
      if (row !== undefined && noiseM === null) {
        noiseM = await terrain.verticalNoiseM(metadata.fingerprint);
        if (noiseM !== null) estimated.set(row.id, noiseM);
      }
      found.push({ box, noiseM: noiseM ?? 0 });
    }
    return found;
  });
  if (estimated.size === 0) return known;
  await project.database.transaction(async (transaction) => {
    for (const [id, noiseM] of estimated)
      await transaction.run("UPDATE dtms SET metadata = json_set(metadata, '$.noiseM', ?) WHERE id = ?", [
        noiseM,
        id,
      ]);
  });
  project.changed('dtms');
  return known;
}
