import { writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { UserError } from '../../../shared/errors';
import { placeFormatOf, placeFormats, writtenEndings } from '../../../shared/fileFormats';
import { writePlaces } from '../../engine/export/exportPoints';
import { gridDetectionFields } from '../../engine/export/exportGridRun';
import { located } from '../../engine/export/located';
import type { PointTable } from '../../engine/export/pointTable';
import { wgs84 } from '../../engine/export/writtenCrs';
import { detectionsParquet } from '../../grid/catalog/detections';
import { listDtms } from '../../grid/control/dtms';
import { findDetections, type FoundDetections } from '../../grid/search/findDetections';
import { replaceFile } from '../../platform/replaceFile';
import type { Output } from '../output';
import { askedPlaces, type PlacesFlags } from './askedPlaces';
import { placesOf, storeOf, thisProgram, withGrid } from './opened';

export async function detectionsCommand(
  output: Output,
  [address = '']: string[],
  options: {
    out: string;
    class?: string[];
    radius?: number[];
    from?: number;
    data?: string;
  } & PlacesFlags,
): Promise<void> {
  const path = resolve(options.out);
  const isParquet = path.toLowerCase().endsWith('.parquet');
  const format = placeFormatOf(path);
  if (!isParquet && format === null)
    throw new UserError(
      'bad-input',
      `${basename(path)} must end in .parquet, ${writtenEndings(placeFormats)}, which sets the format.`,
    );
  const region = await askedPlaces(options);
  await withGrid(address, async (grid) => {
    const places = await placesOf(address, grid, options.data === undefined ? {} : { data: options.data });
    const store = await storeOf(grid, places);
    const found = await findDetections(grid.database, store, {
      classIds: options.class,
      radiiM: options.radius,
      from: options.from,
      region,
    });
    const provenance = {
      software: `topo2vec ${await thisProgram()}`,
      project: grid.database.shown,
      dtms: (await listDtms(grid.database)).map(({ path: dtm }) => dtm),
      created: new Date().toISOString(),
      attribution: '',
      runs: found.map(({ run, layer, head }) => ({
        run: run.id,
        class: head.classId,
        head: { key: head.key, name: head.name },
        encoder: { key: layer.encoderKey, name: layer.encoderName },
        radius_m: layer.radiusM,
        step_m: layer.stepM,
        threshold: options.from ?? run.threshold,
        too_flat_below_times_noise: run.flatTimes,
      })),
    };
    if (format === null) {
      const bytes = detectionsParquet(
        found.flatMap(({ detections }) => detections),
        provenance,
      );
      await replaceFile(path, (beside) => writeFile(beside, bytes));
    } else await writePlaces(path, format, located(tableOf(found, provenance), wgs84()));
    const features = found.reduce((sum, { detections }) => sum + detections.length, 0);
    output.result({ features, path }, `Wrote ${features} detections to ${path}.`);
  });
}

/** Detections as the formats of places take them. */
function tableOf(found: readonly FoundDetections[], provenance: PointTable['provenance']): PointTable {
  const rows = found.flatMap(({ layer, head, detections }) =>
    detections.map((detection) => ({ ...detection, encoder: layer.encoderName, head: head.name })),
  );
  return {
    name: 'detections',
    fields: gridDetectionFields,
    provenance,
    lonDeg: Float64Array.from(rows, ({ lonDeg }) => lonDeg),
    latDeg: Float64Array.from(rows, ({ latDeg }) => latDeg),
    row: (index) => {
      const row = rows[index];
      return row === undefined
        ? []
        : [row.classId, Number(row.probability.toFixed(4)), row.radiusM, row.encoder, row.head];
    },
  };
}
