import { open } from 'node:fs/promises';
import { throwIfAborted } from '../../../shared/errors';
import type { LabelSource } from './files/byteSource';
import { readGeopackage } from './files/geopackage';
import { FeatureInspector } from './inspectFeatures';
import type { InspectRequest, Inspection, LabelEvent, LabelRequest } from './labelReaderContract';
import { readingOf } from './readingOf';
import { FeatureSorter } from './sortFeatures';

const MAGIC = 'SQLite format 3\0';

/** Whether a file is an SQLite database, as GeoPackages are; a file that cannot be read is not one. */
export async function isSqlite(source: LabelSource): Promise<boolean> {
  if (source.kind !== 'file') return false;
  try {
    const file = await open(source.path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
      return bytesRead === MAGIC.length && buffer.toString('latin1') === MAGIC;
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}

/** Labels of a GeoPackage, as the worker gives them for other files. */
export async function* geopackageEvents(
  request: LabelRequest,
  signal: AbortSignal,
): AsyncGenerator<LabelEvent> {
  const sorter = new FeatureSorter(request);
  for await (const found of readGeopackage(pathOf(request), readingOf(request))) {
    throwIfAborted(signal);
    for (const event of sorter.take(found)) {
      yield event;
      if (event.kind === 'needs-crs') return;
    }
  }
  yield* sorter.end();
}

/** A summary of a GeoPackage. */
export async function inspectGeopackage(request: InspectRequest, signal: AbortSignal): Promise<Inspection> {
  const inspector = new FeatureInspector(request);
  for await (const found of readGeopackage(pathOf(request), readingOf(request))) {
    throwIfAborted(signal);
    const said = inspector.take(found);
    if (said === 'stop') break;
    if (said !== 'go on') return { kind: 'needs-crs', text: said.needs };
  }
  return { kind: 'preview', preview: inspector.preview() };
}

function pathOf({ source }: { readonly source: LabelSource }): string {
  if (source.kind === 'file') return source.path;
  throw new Error('A database is a file.');
}
