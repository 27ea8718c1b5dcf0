import Collection from 'ol/Collection';
import Feature from 'ol/Feature';
import type OlMap from 'ol/Map';
import { never } from 'ol/events/condition';
import MultiPoint from 'ol/geom/MultiPoint';
import MultiPolygon from 'ol/geom/MultiPolygon';
import type Interaction from 'ol/interaction/Interaction';
import Modify from 'ol/interaction/Modify';
import Translate from 'ol/interaction/Translate';
import VectorLayer from 'ol/layer/Vector';
import { toLonLat } from 'ol/proj';
import VectorSource from 'ol/source/Vector';
import Style from 'ol/style/Style';
import { polygonsOf, type Ring } from '../../shared/geo/rings';
import { closedRing } from './areaLayer';
import { AreaPatterns, areaStyles } from './areaStyles';
import { cornerStyle } from './lineStyles';
import { drawingStyle } from './sketchStyles';
import { draggedBox } from './draggedBox';
import type { Shape } from '../state/sketch.svelte';

/**
 * Lets corners of an outline be dragged, edges be dragged for a new corner, Alt and a click remove a corner, and its inside be
 * dragged to move it. Each change is reported when the pointer is released.
 */
export class ShapeEditor {
  private readonly source = new VectorSource<Feature<MultiPolygon>>();
  private readonly patterns = new AreaPatterns();
  private interactions: readonly Interaction[] = [];
  private shape: Shape | null = null;

  constructor(private readonly map: OlMap) {
    map.addLayer(new VectorLayer({ source: this.source, zIndex: 92 }));
  }

  /** Whether clicks on the map are for it. */
  get isUsed(): boolean {
    return this.shape !== null;
  }

  /** Shows an outline with its corners; null shows none. */
  show(shape: Shape | null): void {
    this.shape = shape;
    for (const interaction of this.interactions) this.map.removeInteraction(interaction);
    this.interactions = [];
    this.source.clear(true);
    if (shape === null) return;
    const geometry = new MultiPolygon(polygonsOf(shape.rings).map((polygon) => polygon.map(closedRing)));
    const feature = new Feature(geometry);
    feature.setStyle([
      ...(shape.look === undefined ? drawingStyle : areaStyles(shape.look, true, this.patterns)),
      new Style({
        image: cornerStyle.getImage() ?? undefined,
        geometry: () => new MultiPoint(geometry.getCoordinates().flat(2)),
      }),
    ]);
    this.source.addFeature(feature);
    const features = new Collection([feature]);
    const move = new Translate({ features });
    const modify = new Modify({
      features,
      style: cornerStyle,
      ...(shape.isBox ? { insertVertexCondition: never, deleteCondition: never } : {}),
    });
    const before = geometry.getCoordinates();
    move.on('translateend', () => {
      this.report(geometry, before);
    });
    modify.on('modifyend', () => {
      this.report(geometry, before);
    });
    // The last one is asked first: near a corner that is moved, elsewhere inside the whole.
    for (const interaction of [move, modify]) this.map.addInteraction(interaction);
    this.interactions = [move, modify];
  }

  private report(geometry: MultiPolygon, before: number[][][][]): void {
    const { shape } = this;
    if (shape === null) return;
    const polygons = geometry.getCoordinates();
    const changed = shape.isBox ? [[draggedBox(before.flat(2), polygons.flat(2))]] : polygons;
    void shape.onChanged(changed.flat().map(ringOf));
  }
}

/** A closed line in the map's metres as a ring, its longitudes continuing across the antimeridian. */
const ringOf = (line: readonly number[][]): Ring =>
  Float64Array.from(
    line.slice(0, -1).flatMap((corner) => {
      const [lonDeg = NaN, latDeg = NaN] = toLonLat(corner);
      return [lonDeg, latDeg];
    }),
  );
