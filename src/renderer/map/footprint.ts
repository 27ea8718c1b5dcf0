import Feature from 'ol/Feature';
import type OlMap from 'ol/Map';
import { fromExtent } from 'ol/geom/Polygon';
import VectorLayer from 'ol/layer/Vector';
import VectorSource from 'ol/source/Vector';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';
import type { LonLat } from '../../shared/geo/lonLat';
import { coordinateOf, unitsPerMetre } from './mercator';

/** Patches outlined: the one under the pointer, and that of the place in hand. */
export class Footprint {
  private readonly source = new VectorSource();
  private radiusM = 0;
  private follows = false;
  private place: LonLat | null = null;
  private mark: LonLat | null = null;

  constructor(map: OlMap) {
    map.addLayer(
      new VectorLayer({
        source: this.source,
        style: [
          new Style({ stroke: new Stroke({ color: 'rgba(255,255,255,0.85)', width: 3 }) }),
          new Style({ stroke: new Stroke({ color: '#0b6b69', width: 1.25, lineDash: [4, 3] }) }),
        ],
        zIndex: 100,
      }),
    );
  }

  /**
   * @param radiusM of the patches, metres; 0 draws none
   * @param follows whether the patch under the pointer is drawn
   * @param mark the place in hand; null for none
   */
  show(radiusM: number, follows: boolean, mark: LonLat | null): void {
    this.radiusM = radiusM;
    this.follows = follows;
    this.mark = mark;
    this.draw();
  }

  /** Where the pointer is; null: not on the map. */
  setPlace(place: LonLat | null): void {
    this.place = place;
    this.draw();
  }

  private draw(): void {
    this.source.clear(true);
    if (this.radiusM === 0) return;
    for (const place of [this.follows ? this.place : null, this.mark]) {
      if (place === null) continue;
      const [x = 0, y = 0] = coordinateOf(place);
      const reach = this.radiusM * unitsPerMetre(place.latDeg);
      this.source.addFeature(new Feature(fromExtent([x - reach, y - reach, x + reach, y + reach])));
    }
  }
}
