import OlMap from 'ol/Map';
import View from 'ol/View';
import Feature from 'ol/Feature';
import ScaleLine from 'ol/control/ScaleLine';
import { boundingExtent } from 'ol/extent';
import Point from 'ol/geom/Point';
import { fromExtent } from 'ol/geom/Polygon';
import VectorLayer from 'ol/layer/Vector';
import WebGLTileLayer from 'ol/layer/WebGLTile';
import WebGLVectorLayer from 'ol/layer/WebGLVector';
import { fromLonLat, toLonLat, transformExtent } from 'ol/proj';
import VectorSource from 'ol/source/Vector';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';
import type { DetectionColumns } from '../../shared/contract/detections';
import type { LabelClassInfo, LabelColumns } from '../../shared/contract/labels';
import type { Retrieval } from '../../shared/contract/retrievals';
import type { LonLat, LonLatBox } from '../../shared/geo';
import { TILE_GUTTER } from '../../shared/tile';
import { comparisonStyle } from './comparison';
import { hitStyle, queryStyle } from './hitStyles';
import { agreementStyle, landformStyle, probabilityStyle } from './overlayStyles';
import { detectionStyle, labelStyle } from './pointStyles';
import { SketchLayer } from './sketchLayer';
import { exaggerationAt, terrainStyle } from './terrainStyle';
import { cellTiles, numberTiles, type FetchCells, type FetchTile } from './tileSource';

/** What the pointer did on the map. */
export interface MapEvents {
  readonly onClick: (place: LonLat, labelId: number | null) => void;
  /** `landform` is the code of the landform drawn there, 0 for none. */
  readonly onPointer: (place: LonLat | null, landform: number) => void;
  /** `pixelM` is the ground that a pixel in the middle covers, metres. */
  readonly onMoved: (box: LonLatBox, pixelM: number) => void;
}

/** Map units per metre on the ground at a latitude: EPSG:3857 stretches by 1 / cos(latitude). */
const unitsPerMetre = (latDeg: number): number => 1 / Math.cos((latDeg * Math.PI) / 180);

/** Pixels around a click within which a label is meant. */
const CLICK_REACH_PX = 7;

type DetectionLayer = WebGLVectorLayer<VectorSource>;

/** The map: terrain, probabilities, labels, detections, look-alikes, and the patch under the pointer. */
export class WorkbenchMap {
  /** What is marked and drawn on top of the map. */
  readonly sketch: SketchLayer;
  private readonly map: OlMap;
  private readonly terrain = new WebGLTileLayer({ style: terrainStyle });
  private readonly landforms = new WebGLTileLayer({ style: landformStyle });
  private readonly probability = new WebGLTileLayer({ style: probabilityStyle });
  private readonly agreement = new WebGLTileLayer({ style: agreementStyle });
  private readonly comparison = new WebGLTileLayer({ style: comparisonStyle });
  private readonly labelSource = new VectorSource<Feature<Point>>();
  private readonly detectionSource = new VectorSource<Feature<Point>>();
  private readonly hitSource = new VectorSource<Feature<Point>>();
  private readonly footprintSource = new VectorSource();
  private labels: WebGLVectorLayer<VectorSource>;
  private detections: DetectionLayer;
  private readonly hits = new VectorLayer({ source: this.hitSource });
  private detectionVariables = { radiusIndex: -1, threshold: 0 };
  private footprintM = 0;
  private pointer: LonLat | null = null;
  private stretch = { minM: 0, rangeM: 1000 };

  constructor(target: HTMLElement, events: MapEvents) {
    this.labels = new WebGLVectorLayer({ source: this.labelSource, style: labelStyle([]) });
    this.detections = this.detectionLayer([]);
    const footprint = new VectorLayer({
      source: this.footprintSource,
      style: [
        new Style({ stroke: new Stroke({ color: 'rgba(255,255,255,0.85)', width: 3 }) }),
        new Style({ stroke: new Stroke({ color: '#0b6b69', width: 1.25, lineDash: [4, 3] }) }),
      ],
      zIndex: 100,
    });
    this.map = new OlMap({
      target,
      layers: [
        ...[this.terrain, this.landforms, this.probability, this.agreement, this.comparison],
        ...[this.labels, this.detections, this.hits, footprint],
      ],
      view: new View({ center: [0, 0], zoom: 2, maxZoom: 18, constrainResolution: false }),
      controls: [new ScaleLine({ minWidth: 80 })],
    });
    this.sketch = new SketchLayer(this.map, target);
    this.map.on('singleclick', ({ coordinate, pixel }) => {
      if (this.sketch.tookPress) return;
      const label = this.map.forEachFeatureAtPixel(pixel, (feature) => feature, {
        hitTolerance: CLICK_REACH_PX,
        layerFilter: (layer) => layer === this.labels,
      });
      const id: unknown = label?.getId();
      events.onClick(placeOf(coordinate), typeof id === 'number' ? id : null);
    });
    this.map.on('dblclick', (event) => {
      // It ended a polygon, and must not zoom as well.
      if (this.sketch.tookPress) event.stopPropagation();
    });
    this.map.on('pointermove', ({ coordinate, pixel, dragging }) => {
      if (dragging) return;
      this.pointer = placeOf(coordinate);
      this.drawFootprint();
      events.onPointer(this.pointer, this.landformAt(pixel));
    });
    target.addEventListener('pointerleave', () => {
      this.pointer = null;
      this.drawFootprint();
      events.onPointer(null, 0);
    });
    this.map.on('moveend', () => {
      const pixelM = this.updateShade();
      const [west = 0, south = 0, east = 0, north = 0] = transformExtent(
        this.map.getView().calculateExtent(),
        'EPSG:3857',
        'EPSG:4326',
      );
      events.onMoved({ westDeg: west, southDeg: south, eastDeg: east, northDeg: north }, pixelM);
    });
    this.map.getView().on('change:resolution', () => {
      this.updateShade();
    });
  }

  /** Shows terrain; null shows none. */
  setTerrain(fetch: FetchTile | null, minM: number, maxM: number): void {
    this.stretch = { minM, rangeM: Math.max(1, maxM - minM) };
    this.terrain.setSource(fetch === null ? null : numberTiles(fetch, TILE_GUTTER));
    this.updateShade();
  }

  /** Shows a probability map in a colour (#rrggbb); null shows none. */
  setProbability(fetch: FetchTile | null, colour: string): void {
    const channel = (at: number): number => parseInt(colour.slice(at, at + 2), 16) / 255;
    this.probability.updateStyleVariables({ red: channel(1), green: channel(3), blue: channel(5) });
    this.probability.setSource(fetch === null ? null : numberTiles(fetch, 0));
  }

  /** Shows landforms by their codes; null shows none. */
  setLandforms(fetch: FetchCells | null): void {
    this.landforms.setSource(fetch === null ? null : cellTiles(fetch, 1));
  }

  /** Shows where head and classical method agree, of pairs (probability, answer); null shows nothing. */
  setAgreement(fetch: FetchCells | null): void {
    this.agreement.setSource(fetch === null ? null : cellTiles(fetch, 2));
  }

  /** Shows how two heads differ; null shows nothing. */
  setComparison(fetch: FetchTile | null): void {
    this.comparison.setSource(fetch === null ? null : numberTiles(fetch, 0));
  }

  setLabels(columns: LabelColumns | null, classes: readonly LabelClassInfo[]): void {
    this.labelSource.clear(true);
    this.labels = this.replace(
      this.labels,
      () => new WebGLVectorLayer({ source: this.labelSource, style: labelStyle(classes) }),
    );
    if (columns === null) return;
    const indices = columns.classIds.map((id) => classes.findIndex((entry) => entry.id === id));
    const features = Array.from(columns.ids, (id, index) => {
      const feature = pointFeature(columns.lonDeg[index] ?? 0, columns.latDeg[index] ?? 0, {
        classIndex: indices[columns.classIndex[index] ?? 0] ?? -1,
        positive: columns.positive[index] ?? 0,
      });
      feature.setId(id);
      return feature;
    });
    this.labelSource.addFeatures(features);
  }

  /** Shows a run's detections; which of them is decided by `showDetections`. */
  setDetections(
    run: { columns: DetectionColumns; classIds: readonly string[]; radiiM: readonly number[] } | null,
    classes: readonly LabelClassInfo[],
  ): void {
    this.detectionSource.clear(true);
    this.detections = this.replace(this.detections, () => this.detectionLayer(classes));
    if (run === null) return;
    const { columns } = run;
    const indices = run.classIds.map((id) => classes.findIndex((entry) => entry.id === id));
    // Weakest first: what is drawn later lies on top.
    const features = Array.from(columns.probability, (probability, index) => {
      const latDeg = columns.latDeg[index] ?? 0;
      const radiusIndex = columns.radiusIndex[index] ?? 0;
      return pointFeature(columns.lonDeg[index] ?? 0, latDeg, {
        probability,
        radiusIndex,
        classIndex: indices[columns.classIndex[index] ?? 0] ?? -1,
        reach: (run.radiiM[radiusIndex] ?? 0) * unitsPerMetre(latDeg),
      });
    }).reverse();
    this.detectionSource.addFeatures(features);
  }

  /** Chooses which detections are shown, and from which probability a head says yes; radius index -1 shows all radii. */
  showDetections(radiusIndex: number, threshold: number): void {
    this.detectionVariables = { radiusIndex, threshold };
    this.detections.updateStyleVariables(this.detectionVariables);
    this.agreement.updateStyleVariables({ threshold });
  }

  /** Shows chosen places (crosses) and look-alikes (ranks). */
  setHits(queries: readonly LonLat[], retrieval: Retrieval | null): void {
    this.hitSource.clear(true);
    const marks = queries.map((place) => {
      const feature = pointFeature(place.lonDeg, place.latDeg, {});
      feature.setStyle(queryStyle);
      return feature;
    });
    const hits = (retrieval?.hits ?? []).map(({ lonDeg, latDeg, rank }) => {
      const feature = pointFeature(lonDeg, latDeg, {});
      feature.setStyle(hitStyle(rank));
      return feature;
    });
    this.hitSource.addFeatures([...hits, ...marks]);
  }

  /** Sets a layer's place, visibility and opacity. */
  showLayer(
    id: 'terrain' | 'landforms' | 'probability' | 'agreement' | 'comparison' | 'labels' | 'detections' | 'hits',
    visible: boolean,
    opacity: number,
    zIndex: number,
  ): void {
    const layer = this[id];
    layer.setVisible(visible);
    layer.setOpacity(opacity);
    layer.setZIndex(zIndex);
  }

  /** The radius whose patch is drawn under the pointer, metres; 0 draws none. */
  setFootprint(radiusM: number): void {
    this.footprintM = radiusM;
    this.drawFootprint();
  }

  fit(box: readonly [number, number, number, number]): void {
    const [west, south, east, north] = box;
    const extent = boundingExtent([fromLonLat([west, south]), fromLonLat([east, north])]);
    this.map.getView().fit(extent, { padding: [24, 24, 24, 24] });
  }

  panTo({ lonDeg, latDeg }: LonLat): void {
    this.map.getView().animate({ center: fromLonLat([lonDeg, latDeg]), duration: 160 });
  }

  dispose(): void {
    this.map.setTarget(undefined);
    this.map.dispose();
  }

  private detectionLayer(classes: readonly LabelClassInfo[]): DetectionLayer {
    const { filter, style } = detectionStyle(classes);
    return new WebGLVectorLayer({
      source: this.detectionSource,
      style: style.map((part) => ({ style: part, filter })),
      variables: this.detectionVariables,
    });
  }

  /** A WebGL layer's style cannot change: another takes its place. */
  private replace<L extends WebGLVectorLayer<VectorSource>>(old: L, make: () => L): L {
    const layer = make();
    layer.setVisible(old.getVisible());
    layer.setOpacity(old.getOpacity());
    const zIndex = old.getZIndex();
    if (zIndex !== undefined) layer.setZIndex(zIndex);
    this.map.removeLayer(old);
    this.map.addLayer(layer);
    old.dispose();
    return layer;
  }

  /** @returns metres on the ground that a pixel in the middle covers */
  private updateShade(): number {
    const view = this.map.getView();
    const resolution = view.getResolution() ?? 1;
    const [, latDeg = 0] = toLonLat(view.getCenter() ?? [0, 0]);
    const pixelM = resolution / unitsPerMetre(latDeg);
    this.terrain.updateStyleVariables({ ...this.stretch, pixelM, exaggeration: exaggerationAt(pixelM) });
    return pixelM;
  }

  private landformAt(pixel: number[]): number {
    const values = this.landforms.getVisible() ? this.landforms.getData(pixel) : null;
    return values instanceof Uint8Array ? (values[0] ?? 0) : 0;
  }

  private drawFootprint(): void {
    this.footprintSource.clear(true);
    if (this.pointer === null || this.footprintM === 0) return;
    const [x = 0, y = 0] = fromLonLat([this.pointer.lonDeg, this.pointer.latDeg]);
    const reach = this.footprintM * unitsPerMetre(this.pointer.latDeg);
    this.footprintSource.addFeature(new Feature(fromExtent([x - reach, y - reach, x + reach, y + reach])));
  }
}

function placeOf(coordinate: number[]): LonLat {
  const [lonDeg = 0, latDeg = 0] = toLonLat(coordinate);
  return { lonDeg, latDeg };
}

function pointFeature(lonDeg: number, latDeg: number, properties: Record<string, number>): Feature<Point> {
  const feature = new Feature(new Point(fromLonLat([lonDeg, latDeg])));
  feature.setProperties(properties, true);
  return feature;
}
