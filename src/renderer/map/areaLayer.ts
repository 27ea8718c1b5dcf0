import Feature from 'ol/Feature';
import MultiPolygon from 'ol/geom/MultiPolygon';
import VectorLayer from 'ol/layer/Vector';
import { fromLonLat } from 'ol/proj';
import VectorSource from 'ol/source/Vector';
import type { AreaInfo } from '../../shared/contract/areas';
import { polygonsOf, type Ring } from '../../shared/geo/rings';
import type { ClassLook } from '../state/classLook';
import { AreaPatterns, areaStyles } from './areaStyles';
import { turnsTo } from './mercator';

/** Draws areas. */
export class AreaLayer {
  private readonly source = new VectorSource();
  private readonly patterns = new AreaPatterns();
  readonly layer = new VectorLayer({ source: this.source });

  /**
   * @param lookOf how a class looks
   * @param selectedId the area that stands out
   */
  show(areas: readonly AreaInfo[], lookOf: (classId: string) => ClassLook, selectedId: number | null): void {
    this.source.clear(true);
    this.source.addFeatures(
      areas.map(({ id, classId, positive, rings }) => {
        const feature = new Feature(
          new MultiPolygon(polygonsOf(rings).map((polygon) => polygon.map(closedRing))),
        );
        feature.setStyle(areaStyles({ ...lookOf(classId), positive }, id === selectedId, this.patterns));
        return feature;
      }),
    );
  }
}

/** A ring in the map's metres, its first corner repeated at the end. */
export function closedRing(ring: Ring): number[][] {
  // Longitudes continue across the antimeridian: only the ring as a whole may lie a turn away from what the map shows.
  const shiftDeg = turnsTo(ring[0] ?? 0);
  const corners = Array.from({ length: ring.length / 2 }, (_, index) =>
    fromLonLat([(ring[2 * index] ?? NaN) + shiftDeg, ring[2 * index + 1] ?? NaN]),
  );
  return [...corners, ...corners.slice(0, 1)];
}
