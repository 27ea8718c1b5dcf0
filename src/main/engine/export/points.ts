import { z } from 'zod';
import type { PointSource } from '../../../shared/contract/exports';
import { UserError } from '../../../shared/errors';
import { coarsePlace } from '../../../shared/geo/coarsePlace';
import { expectedOf, mapClaims } from '../../../shared/mapQuality/mapClaims';
import type { Project } from '../context';
import { listDetections } from '../detections/listDetections';
import { findRun, flatProvenance, namesProvenance } from '../detections/runs';
import { dtmFileNames } from '../dtms/dtms';
import { listHeads } from '../heads/heads';
import { listAreas } from '../labels/areas/areas';
import { findRetrieval } from '../retrieval/retrievals';
import type { Field, PointTable } from './pointTable';
import { profilePoints } from './profilePoints';
import { provenanceOf } from './provenance';
import { spotChecksOf } from './spotChecks';

/**
 * Reads what is to be exported.
 * @throws UserError `not-found` when there is nothing
 */
export function readPoints(project: Project, source: PointSource): Promise<PointTable> {
  switch (source.kind) {
    case 'run':
      return detectionPoints(project, source.runId, source.radiiM);
    case 'retrieval':
      return hitPoints(project, source.retrievalId);
    case 'labels':
      return source.gridM === undefined ? labelPoints(project) : coarseLabels(project, source.gridM);
    case 'profile':
      return profilePoints(project, source);
  }
}

const text = (name: string, description: string): Field => ({ name, type: 'text', description });
const real = (name: string, description: string): Field => ({ name, type: 'real', description });
const integer = (name: string, description: string): Field => ({ name, type: 'integer', description });

/** How a place was found, for every kind of finding; the head is empty for look-alikes. */
const findingFields: readonly Field[] = [
  text('encoder', 'Encoder that the embeddings come from'),
  text('head', 'Head that classified it'),
  text('dtm', 'Files of the digital terrain model'),
  text('created', 'When it was found, ISO 8601'),
];

async function detectionPoints(
  project: Project,
  runId: number | null,
  chosenM: readonly number[] | undefined,
): Promise<PointTable> {
  const run = await findRun(project.database, runId);
  const columns = await listDetections(project.database, run.id);
  const radiiM = run.radiiM.filter((radiusM) => chosenM?.includes(radiusM) ?? true);
  const rows = Uint32Array.from(columns.probability.keys()).filter((row) =>
    radiiM.includes(run.radiiM[columns.radiusIndex[row] ?? 0] ?? 0),
  );
  const provenance = await provenanceOf(project, run.dtms, run.createdMs, {
    ...namesProvenance(run),
    encoder: run.encoder,
    heads: run.heads,
    radii_m: radiiM,
    threshold: run.threshold,
    expected: expectedOf(
      mapClaims(run, await listHeads(project.database)).filter(({ radiusM }) => radiiM.includes(radiusM)),
      run.threshold,
    ),
    spot_checks: spotChecksOf(run, columns).filter(({ radius_m }) => radiiM.includes(radius_m)),
    ...flatProvenance(run),
    box: [run.box.westDeg, run.box.southDeg, run.box.eastDeg, run.box.northDeg],
  });
  const dtm = run.dtms.join(', ');
  return {
    name: 'detections',
    fields: [
      text('class', 'Detected class'),
      real('probability', 'Probability of the class, 0 to 1'),
      real('radius_m', 'Radius of the patch, metres'),
      ...findingFields,
    ],
    provenance,
    lonDeg: Float64Array.from(rows, (row) => columns.lonDeg[row] ?? NaN),
    latDeg: Float64Array.from(rows, (row) => columns.latDeg[row] ?? NaN),
    row: (place) => {
      const index = rows[place] ?? 0;
      const classIndex = columns.classIndex[index] ?? 0;
      return [
        run.classIds[classIndex] ?? '',
        Number((columns.probability[index] ?? 0).toFixed(4)),
        run.radiiM[columns.radiusIndex[index] ?? 0] ?? 0,
        run.encoder,
        run.heads[classIndex] ?? '',
        dtm,
        provenance.created,
      ];
    },
  };
}

async function hitPoints(project: Project, retrievalId: number): Promise<PointTable> {
  const retrieval = await findRetrieval(project.database, retrievalId);
  const { hits } = retrieval;
  const dtms = await dtmFileNames(project.database);
  const provenance = await provenanceOf(project, dtms, retrieval.createdMs, {
    ...namesProvenance(retrieval),
    encoder: retrieval.encoder,
    ...(retrieval.inGrid ? { searched: 'all shards of the grid' } : {}),
    queries: retrieval.queries.map(({ lonDeg, latDeg }) => [lonDeg, latDeg]),
    not_like: retrieval.unlike.map(({ lonDeg, latDeg }) => [lonDeg, latDeg]),
    radius_m: retrieval.radiusM,
    searched_radii_m: retrieval.searched.map(({ radiusM }) => radiusM),
    step_m: retrieval.searched.map(({ stepM }) => stepM),
  });
  const found = [retrieval.encoder, null, dtms.join(', '), provenance.created];
  return {
    name: 'look_alikes',
    fields: [
      real('distance', 'Euclidean distance between the embeddings'),
      integer('rank', '1 for the most similar'),
      real('radius_m', 'Radius of the patch, metres'),
      ...findingFields,
    ],
    provenance,
    lonDeg: Float64Array.from(hits, ({ lonDeg }) => lonDeg),
    latDeg: Float64Array.from(hits, ({ latDeg }) => latDeg),
    row: (index) => {
      const hit = hits[index];
      if (hit === undefined) throw new RangeError('There is no such look-alike.');
      return [Number(hit.distance.toPrecision(7)), hit.rank, hit.radiusM, ...found];
    },
  };
}

/** Labels at the centres of cells, without what tells where they are: names, notes, references, areas. */
async function coarseLabels(project: Project, gridM: number): Promise<PointTable> {
  const table = await labelPoints(project);
  const kept = ['class', 'positive', 'source', 'checked'];
  const at = table.fields.flatMap(({ name }, index) => (kept.includes(name) ? [index] : []));
  const places = Array.from(table.lonDeg, (lonDeg, index) =>
    coarsePlace({ lonDeg, latDeg: table.latDeg[index] ?? NaN }, gridM),
  );
  return {
    name: table.name,
    fields: table.fields.filter((_, index) => at.includes(index)),
    provenance: {
      ...table.provenance,
      places: `centres of cells of ${gridM} m; names, notes, references and areas are left out`,
      grid_m: gridM,
    },
    lonDeg: Float64Array.from(places, ({ lonDeg }) => lonDeg),
    latDeg: Float64Array.from(places, ({ latDeg }) => latDeg),
    row: (index) => {
      const row = table.row(index);
      return at.map((column) => row[column] ?? null);
    },
  };
}

async function labelPoints(project: Project): Promise<PointTable> {
  const rows = await project.database.all(
    z.object({
      class_id: z.string(),
      lon_deg: z.number(),
      lat_deg: z.number(),
      positive: z.number(),
      source: z.string(),
      source_ref: z.string().nullable(),
      checked: z.number(),
      area_id: z.number().nullable(),
      name: z.string().nullable(),
      note: z.string().nullable(),
    }),
    'SELECT class_id, lon_deg, lat_deg, positive, source, source_ref, checked, area_id, name, note FROM labels ORDER BY class_id, id',
  );
  if (rows.length === 0)
    throw new UserError('not-found', 'There are no labels yet. Label some places first.');
  const dtms = await dtmFileNames(project.database);
  return {
    name: 'labels',
    fields: [
      text('class', 'Class of the label'),
      integer('positive', '1 where the class is present, 0 where it is absent'),
      text('source', 'hand, osm or file'),
      text('source_ref', 'Identity in the source, such as node/26863270 of OpenStreetMap'),
      integer('checked', '1 where a person confirmed it, else 0'),
      integer('area', 'Number of the area that it was sampled in, if any'),
      text('name', 'What the place is called'),
      text('note', 'What was noted about it'),
    ],
    provenance: await provenanceOf(project, dtms, Date.now(), {}),
    lonDeg: Float64Array.from(rows, (row) => row.lon_deg),
    latDeg: Float64Array.from(rows, (row) => row.lat_deg),
    row: (index) => {
      const row = rows[index];
      if (row === undefined) throw new RangeError('There is no such label.');
      return [
        ...[row.class_id, row.positive, row.source, row.source_ref, row.checked, row.area_id],
        ...[row.name, row.note],
      ];
    },
    areas: await listAreas(project.database),
  };
}
