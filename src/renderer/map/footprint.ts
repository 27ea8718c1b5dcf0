import Feature from 'ol/Feature';
import type OlMap from 'ol/Map';
import { fromExtent } from 'ol/geom/Polygon';
import VectorLayer from 'ol/layer/Vector';
import { fromLonLat } from 'ol/proj';
import VectorSource from 'ol/source/Vector';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';
import type { LonLat } from '../../shared/geo';
import { unitsPerMetre } from './mercator';

/** The patch under the pointer, outlined. */
export class Footprint {
  private readonly source = new VectorSource();
  private radiusM = 0;
  private place: LonLat | null = null;

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

  /** The patch's radius, metres; 0 draws none. */
  setRadius(radiusM: number): void {
    this.radiusM = radiusM;
    this.draw();
  }

  /** Where the pointer is; null: not on the map. */
  setPlace(place: LonLat | null): void {
    this.place = place;
    this.draw();
  }

  private draw(): void {
    this.source.clear(true);
    if (this.place === null || this.radiusM === 0) return;
    const [x = 0, y = 0] = fromLonLat([this.place.lonDeg, this.place.latDeg]);
    const reach = this.radiusM * unitsPerMetre(this.place.latDeg);
    this.source.addFeature(new Feature(fromExtent([x - reach, y - reach, x + reach, y + reach])));
  }
}
