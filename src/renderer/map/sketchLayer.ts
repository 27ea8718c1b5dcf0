import type OlMap from 'ol/Map';
import Feature from 'ol/Feature';
import { boundingExtent, getIntersection, getTopLeft, intersects, type Extent } from 'ol/extent';
import Point from 'ol/geom/Point';
import Polygon from 'ol/geom/Polygon';
import SimpleGeometry from 'ol/geom/SimpleGeometry';
import Draw, { createBox } from 'ol/interaction/Draw';
import VectorLayer from 'ol/layer/Vector';
import { toLonLat } from 'ol/proj';
import VectorSource from 'ol/source/Vector';
import type { LonLat } from '../../shared/geo/lonLat';
import type { Drawing, SketchedArea } from '../state/sketch.svelte';
import { AreaPatterns, areaStyles } from './areaStyles';
import { cornerStyle } from './lineStyles';
import { drawingStyle, sketchedAreaStyle, placeStyle } from './sketchStyles';
import { coordinateOf, placeOf } from './mercator';

/** Boxes, polygons and places that features mark on the map, and the drawing of new ones. */
export class SketchLayer {
  /** Whether the last press of the pointer drew, so that no other tool takes the click it may end in. */
  tookPress = false;
  /** Whether something is drawn that is not ended yet. */
  isUnderway = false;
  private readonly source = new VectorSource();
  private readonly patterns = new AreaPatterns();
  private areas: readonly SketchedArea[] = [];
  private interaction: Draw | null = null;
  private drawing: Drawing | null = null;
  /** Corners that were drawn by keys so far. */
  private byKeys: readonly number[][] = [];

  constructor(
    private readonly map: OlMap,
    target: HTMLElement,
  ) {
    map.addLayer(new VectorLayer({ source: this.source, zIndex: 90 }));
    map.on('moveend', () => {
      this.show(this.areas);
    });
    target.addEventListener('pointerdown', () => (this.tookPress = this.interaction !== null), true);
  }

  show(areas: readonly SketchedArea[]): void {
    this.areas = areas;
    this.source.clear(true);
    const seen = this.map.getView().calculateExtent();
    this.source.addFeatures(areas.map((area) => featureOf(area, seen)));
    if (this.drawing?.shape !== 'box') return;
    const corners = this.byKeys.map((corner) => new Feature(new Point([...corner])));
    for (const corner of corners) corner.setStyle(cornerStyle);
    this.source.addFeatures(corners);
  }

  /** Ends what is being drawn where it is. */
  finish(): void {
    this.interaction?.finishDrawing();
  }

  /**
   * As a click on the middle of the map: a corner, the place, or the first and then the opposite corner of a box. At the last corner
   * again, or where the pointer draws, it ends the outline.
   */
  addMiddle(): void {
    const centre = this.map.getView().getCenter();
    if (centre === undefined || this.drawing === null) return;
    if (this.isUnderway && this.byKeys.length === 0) {
      // The pointer drew it.
      this.finish();
      return;
    }
    const { shape, onDrawn } = this.drawing;
    const last = this.byKeys.at(-1);
    const isSame = last !== undefined && last[0] === centre[0] && last[1] === centre[1];
    if (shape === 'polygon') {
      if (isSame && this.byKeys.length > 2) {
        this.finish();
        return;
      }
      if (isSame) return;
      this.byKeys = [...this.byKeys, centre];
      this.interaction?.appendCoordinates([centre]);
      return;
    }
    if (shape === 'place') onDrawn([placeOf(centre)]);
    else if (last === undefined) {
      this.byKeys = [centre];
      this.show(this.areas);
    } else if (last[0] !== centre[0] && last[1] !== centre[1]) {
      this.byKeys = [];
      this.show(this.areas);
      onDrawn([placeOf(last), placeOf(centre)]);
    }
  }

  /** Takes back the last corner. */
  removeLast(): void {
    this.byKeys = this.byKeys.slice(0, -1);
    if (this.drawing?.shape === 'polygon') this.interaction?.removeLastPoint();
    else this.show(this.areas);
  }

  /** Lets the user draw until it is called again; null ends it. */
  draw(drawing: Drawing | null): void {
    if (this.interaction !== null) this.map.removeInteraction(this.interaction);
    this.interaction = null;
    this.drawing = drawing;
    this.byKeys = [];
    this.isUnderway = false;
    this.show(this.areas);
    if (drawing === null) return;
    const { shape, area, onDrawn } = drawing;
    const interaction = new Draw({
      style: area === undefined ? drawingStyle : [...areaStyles(area, false, this.patterns), cornerStyle],
      ...(shape === 'box'
        ? { type: 'Circle', geometryFunction: createBox(), freehand: true }
        : { type: shape === 'place' ? 'Point' : 'Polygon' }),
    });
    interaction.on('drawend', ({ feature }) => {
      const corners = cornersOf(feature);
      const [first, , third] = corners;
      // A box of no width is a click that was not dragged.
      if (shape === 'box' && (first?.lonDeg === third?.lonDeg || first?.latDeg === third?.latDeg)) return;
      onDrawn(shape === 'box' ? [first, third].filter((corner) => corner !== undefined) : corners);
    });
    interaction.on('drawstart', () => (this.isUnderway = true));
    interaction.on(['drawend', 'drawabort'], () => {
      this.isUnderway = false;
      this.byKeys = [];
    });
    this.map.addInteraction(interaction);
    this.interaction = interaction;
  }
}

/** Corners in the order drawn; a polygon's last one, which repeats the first, is left out. */
function cornersOf(feature: Feature): LonLat[] {
  const geometry = feature.getGeometry();
  if (!(geometry instanceof SimpleGeometry)) return [];
  const flat = geometry.getFlatCoordinates();
  const stride = geometry.getStride();
  const corners: LonLat[] = [];
  for (let at = 0; at < flat.length; at += stride) {
    const [lonDeg = 0, latDeg = 0] = toLonLat(flat.slice(at, at + stride));
    corners.push({ lonDeg, latDeg });
  }
  return geometry instanceof Polygon ? corners.slice(0, -1) : corners;
}

/** @param seen the part of the map in view, which the names of areas stay in where they can */
function featureOf({ label, line, corners }: SketchedArea, seen: Extent): Feature {
  const coordinates = corners.map(coordinateOf);
  const [first = [0, 0]] = coordinates;
  if (coordinates.length === 1) {
    const feature = new Feature(new Point(first));
    feature.setStyle(placeStyle(label));
    return feature;
  }
  const feature = new Feature(new Polygon([[...coordinates, first]]));
  const extent = boundingExtent(coordinates);
  feature.setStyle(
    sketchedAreaStyle(
      label,
      line,
      getTopLeft(intersects(extent, seen) ? getIntersection(extent, seen) : extent),
    ),
  );
  return feature;
}
