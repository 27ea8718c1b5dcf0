import { open, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import type { exports as exportsContract } from '../../../shared/contract/exports';
import { UserError } from '../../../shared/errors';
import type { Project } from '../context';
import { findRun, listDetections } from '../detections/runs';
import { listDtms } from '../dtms/dtms';
import { findRetrieval } from '../retrieval/retrievals';

type Source = z.output<typeof exportsContract.geojson.input>['source'];

/** What stands on a collection beside its features (foreign members, RFC 7946, section 6.1). */
interface Provenance {
  readonly software: string;
  readonly project: string;
  readonly dtms: readonly string[];
  readonly encoder: string;
  readonly created: string;
  readonly [key: string]: unknown;
}

/** Decimals of degrees: 0.000001 degrees are 0.1 m. */
const DEGREE_DECIMALS = 6;

/**
 * Writes detections or hits as a GeoJSON feature collection (RFC 7946), beside an older file first and then in its
 * place.
 * @returns the number of features
 * @throws UserError `not-found` when there is nothing to export; `disk` when the file cannot be written
 */
export async function exportGeojson(project: Project, source: Source, path: string): Promise<number> {
  const { features, provenance } =
    source.kind === 'run'
      ? await runFeatures(project, source.runId)
      : await hitFeatures(project, source.retrievalId);
  const lines = await project.database.all(
    z.object({ line: z.string() }),
    'SELECT line FROM attributions ORDER BY line',
  );
  const head = {
    type: 'FeatureCollection',
    attribution: lines.map(({ line }) => line).join('; '),
    provenance,
  };
  await writeWhole(path, function* () {
    yield `${JSON.stringify(head).slice(0, -1)},"features":[`;
    for (const [index, feature] of features.entries())
      yield `${index === 0 ? '' : ','}\n${JSON.stringify(feature)}`;
    yield '\n]}\n';
  });
  return features.length;
}

interface Feature {
  readonly type: 'Feature';
  readonly geometry: { readonly type: 'Point'; readonly coordinates: [number, number] };
  readonly properties: Readonly<Record<string, string | number | null>>;
}

const point = (
  lonDeg: number,
  latDeg: number,
  properties: Readonly<Record<string, string | number | null>>,
): Feature => ({
  type: 'Feature',
  geometry: {
    type: 'Point',
    coordinates: [Number(lonDeg.toFixed(DEGREE_DECIMALS)), Number(latDeg.toFixed(DEGREE_DECIMALS))],
  },
  properties,
});

async function runFeatures(
  project: Project,
  runId: number | null,
): Promise<{ features: Feature[]; provenance: Provenance }> {
  const run = await findRun(project.database, runId);
  const columns = await listDetections(project.database, run.id);
  const created = new Date(run.createdMs).toISOString();
  const dtm = run.dtms.join(', ');
  const features = Array.from(columns.probability, (probability, index) => {
    const classIndex = columns.classIndex[index] ?? 0;
    return point(columns.lonDeg[index] ?? 0, columns.latDeg[index] ?? 0, {
      class: run.classIds[classIndex] ?? '',
      probability: Number(probability.toFixed(4)),
      radius_m: run.radiiM[columns.radiusIndex[index] ?? 0] ?? 0,
      encoder: run.encoder,
      head: run.heads[classIndex] ?? '',
      dtm,
      created,
    });
  });
  return {
    features,
    provenance: {
      ...provenanceOf(project, run.dtms, run.encoder, created),
      heads: run.heads,
      radii_m: run.radiiM,
      threshold: run.threshold,
      box: [run.box.westDeg, run.box.southDeg, run.box.eastDeg, run.box.northDeg],
    },
  };
}

async function hitFeatures(
  project: Project,
  retrievalId: number,
): Promise<{ features: Feature[]; provenance: Provenance }> {
  const retrieval = await findRetrieval(project.database, retrievalId);
  const dtms = (await listDtms(project.database)).map((dtm) => basename(dtm.path));
  const created = new Date(retrieval.createdMs).toISOString();
  return {
    features: retrieval.hits.map(({ lonDeg, latDeg, rank, distance }) =>
      point(lonDeg, latDeg, {
        distance: Number(distance.toPrecision(7)),
        rank,
        radius_m: retrieval.radiusM,
        encoder: retrieval.encoder,
        head: null,
        dtm: dtms.join(', '),
        created,
      }),
    ),
    provenance: {
      ...provenanceOf(project, dtms, retrieval.encoder, created),
      queries: retrieval.queries.map(({ lonDeg, latDeg }) => [lonDeg, latDeg]),
      radius_m: retrieval.radiusM,
      step_m: retrieval.stepM,
    },
  };
}

const provenanceOf = (
  project: Project,
  dtms: readonly string[],
  encoder: string,
  created: string,
): Provenance => ({
  software: 'Topo2Vec Workbench',
  project: basename(project.path),
  dtms,
  encoder,
  created,
});

async function writeWhole(path: string, parts: () => Iterable<string>): Promise<void> {
  const beside = `${path}.partial`;
  try {
    const file = await open(beside, 'w');
    try {
      for (const part of parts()) await file.write(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    const detail = error instanceof Error ? error.message : String(error);
    throw new UserError('disk', `${basename(path)} could not be written (${detail}). Choose another place.`, {
      cause: error,
    });
  }
}
