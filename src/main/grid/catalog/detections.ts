import { parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { z } from 'zod';

/** A place that was found. */
export interface GridDetection {
  readonly lonDeg: number;
  readonly latDeg: number;
  /** 0..1 */
  readonly probability: number;
  readonly classId: string;
  readonly radiusM: number;
}

/** What GeoParquet 1.1.0 says about a file of points; without a CRS they are WGS 84, longitude first. */
const geo = {
  version: '1.1.0',
  primary_column: 'geometry',
  columns: { geometry: { encoding: 'WKB', geometry_types: ['Point'] } },
};

/**
 * Detections as GeoParquet 1.1.0: columns geometry (WKB), class, probability, radius_m.
 * @param provenance where they come from: kept as JSON in the file's metadata, by the key `topo2vec`
 */
export function detectionsParquet(detections: Iterable<GridDetection>, provenance: object = {}): Uint8Array {
  const rows = [...detections];
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: 'geometry', type: 'BYTE_ARRAY', nullable: false, data: rows.map(wkbPoint) },
      { name: 'class', type: 'STRING', nullable: false, data: rows.map(({ classId }) => classId) },
      {
        name: 'probability',
        type: 'DOUBLE',
        nullable: false,
        data: rows.map(({ probability }) => probability),
      },
      { name: 'radius_m', type: 'DOUBLE', nullable: false, data: rows.map(({ radiusM }) => radiusM) },
    ],
    kvMetadata: [
      { key: 'geo', value: JSON.stringify(geo) },
      { key: 'topo2vec', value: JSON.stringify(provenance) },
    ],
  });
  return new Uint8Array(bytes);
}

/** A point as OGC's well-known binary, little-endian. */
function wkbPoint({ lonDeg, latDeg }: GridDetection): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(21));
  bytes.setUint8(0, 1);
  bytes.setUint32(1, 1, true);
  bytes.setFloat64(5, lonDeg, true);
  bytes.setFloat64(13, latDeg, true);
  return new Uint8Array(bytes.buffer);
}

const detectionRow = z
  .object({
    geometry: z.instanceof(Uint8Array),
    class: z.string(),
    probability: z.number(),
    radius_m: z.number(),
  })
  .transform(({ geometry, probability, radius_m, ...row }): GridDetection => {
    const view = new DataView(geometry.buffer, geometry.byteOffset, geometry.length);
    return {
      lonDeg: view.getFloat64(5, true),
      latDeg: view.getFloat64(13, true),
      probability,
      classId: row.class,
      radiusM: radius_m,
    };
  });

/** Reads what `detectionsParquet` wrote, in its order. */
export async function readDetections(bytes: Uint8Array): Promise<GridDetection[]> {
  // Copied: a Buffer shares its memory with others, and so do its slices.
  const file = new Uint8Array(bytes).buffer;
  // Otherwise the geometry is read as what GeoParquet makes of it, or as text.
  const rows = await parquetReadObjects({ file, utf8: false, geoparquet: false });
  return z.array(detectionRow).parse(rows);
}
