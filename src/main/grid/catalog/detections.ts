import { parquetWriteBuffer } from 'hyparquet-writer';

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

/** Detections as GeoParquet 1.1.0: columns geometry (WKB), class, probability, radius_m. */
export function detectionsParquet(detections: Iterable<GridDetection>): Uint8Array {
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
    kvMetadata: [{ key: 'geo', value: JSON.stringify(geo) }],
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

/** Detections as a GeoJSON feature collection (RFC 7946), a line each. */
export function detectionsGeojson(detections: Iterable<GridDetection>): string {
  const lines = Array.from(detections, ({ lonDeg, latDeg, classId, probability, radiusM }) =>
    JSON.stringify({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [lonDeg, latDeg] },
      properties: { class: classId, probability, radius_m: radiusM },
    }),
  );
  return `{"type":"FeatureCollection","features":[\n${lines.join(',\n')}\n]}\n`;
}
