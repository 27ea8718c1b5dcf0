import type { Dtm, DtmMetadata } from '../../../src/main/terrain/dtm/dtm';
import type { Crs } from '../../../src/main/terrain/geo/crs';

/** WGS84 degrees. */
export const degrees: Crs = {
  code: 'EPSG:4326',
  name: 'WGS 84',
  proj4: '+proj=longlat +datum=WGS84 +no_defs',
  geographic: true,
  accuracyM: null,
};

/** Where the elevations of a memory DTM lie. */
export type Placement = Pick<
  DtmMetadata,
  'crs' | 'width' | 'height' | 'originX' | 'originY' | 'pixelWidth' | 'pixelHeight'
>;

/** A DTM whose elevations a test makes up, pixel by pixel. */
export function memoryDtm(placement: Placement, values: Float32Array, name = 'memory'): Dtm {
  return {
    metadata: {
      path: name,
      format: 'geotiff',
      dataType: 'float32',
      noData: null,
      scale: 1,
      offset: 0,
      bandCount: 1,
      band: 0,
      fingerprint: name,
      bytes: values.byteLength,
      modifiedMs: 0,
      ...placement,
    },
    blockWidth: 256,
    blockHeight: 256,
    read: (column, row, width, height) => {
      const out = new Float32Array(width * height);
      for (let line = 0; line < height; line++) {
        const from = (row + line) * placement.width + column;
        out.set(values.subarray(from, from + width), line * width);
      }
      return Promise.resolve(out);
    },
    close: () => Promise.resolve(),
  };
}
