import OlMap from 'ol/Map';
import type MapBrowserEvent from 'ol/MapBrowserEvent';
import View from 'ol/View';
import ScaleLine from 'ol/control/ScaleLine';
import { distance } from 'ol/coordinate';
import { boundingExtent } from 'ol/extent';
import { defaults as defaultInteractions } from 'ol/interaction/defaults';
import KeyboardPan from 'ol/interaction/KeyboardPan';
import KeyboardZoom from 'ol/interaction/KeyboardZoom';
import { transformExtent } from 'ol/proj';
import { wrappedBox, type LonLat, type LonLatBox } from '../../shared/geo/lonLat';
import { classMapCodes } from '../../shared/labels/classMap';
import type { MapLayer } from '../../shared/contract/mapLayers';
import { nothingDrawn, type Drawn, type MapTarget } from '../state/view.svelte';
import { BrushedLayer } from './brushedLayer';
import { Footprint } from './footprint';
import { LineTool } from './lineTool';
import { MapBeside } from './mapBeside';
import type { DrawLayers } from './layers/drawLayer';
import { LayersOnMap } from './layers/layersOnMap.svelte';
import { wholeMap } from './layers/mapSide';
import { mapPicture } from './mapPicture';
import { coordinateOf, pixelGroundM, placeOf } from './mercator';
import { ShapeEditor } from './shapeEditor';
import { SketchLayer } from './sketchLayer';

/** A label under the pointer. */
export interface LabelUnderPointer {
  readonly id: number;
  readonly xPx: number;
  readonly yPx: number;
}

/** What the pointer did on the map. */
export interface MapEvents {
  /** `adds`: with Ctrl, Cmd or Shift held. */
  readonly onClick: (place: LonLat, labelId: number | null, adds: boolean) => void;
  readonly onPointer: (place: LonLat | null, drawn: Drawn) => void;
  /** The label under the pointer, and where that is in the map's element; null for none. */
  readonly onLabel: (label: LabelUnderPointer | null) => void;
  /** `pixelM` is the size on the ground of a pixel in the middle, metres. */
  readonly onMoved: (box: LonLatBox, middle: { centre: LonLat; zoom: number }, pixelM: number) => void;
}

/** Pixels between the two clicks of a double click, at most. */
const DOUBLE_CLICK_PX = 10;

/** Pixels that the map moves at a press of an arrow key. */
const KEY_STEP_PX = 64;

/** The map: the project's layers, what is marked and drawn on top of them, and where the pointer is. */
export class WorkbenchMap {
  /** What is marked and drawn on top of the map. */
  readonly sketch: SketchLayer;
  /** The corners of what is reshaped. */
  readonly shape: ShapeEditor;
  /** The explored places that are brushed. */
  readonly brushed: BrushedLayer;
  /** The line that is measured, and the place that was searched for. */
  readonly line: LineTool;
  /** The patch under the pointer. */
  readonly footprint: Footprint;
  private readonly map: OlMap;
  private readonly layers: LayersOnMap;
  private beside: MapBeside | null = null;

  constructor(
    target: HTMLElement,
    private readonly kinds: DrawLayers,
    events: MapEvents,
  ) {
    this.map = new OlMap({
      target,
      view: new View({
        center: [0, 0],
        zoom: 2,
        maxZoom: 18,
        constrainResolution: false,
        enableRotation: false,
      }),
      controls: [new ScaleLine({ minWidth: 80 })],
      interactions: defaultInteractions({
        // The wheel zooms wherever the focus is.
        onFocusOnly: false,
        keyboard: false,
      }).extend([
        // At once: OpenLayers moves on from where the map is on its way, so that quick presses would lose what is left of those before.
        new KeyboardPan({ duration: 0, pixelDelta: KEY_STEP_PX }),
        new KeyboardZoom({ duration: 0 }),
      ]),
    });
    this.layers = new LayersOnMap(this.map, kinds, wholeMap);
    this.brushed = new BrushedLayer(this.map);
    this.sketch = new SketchLayer(this.map, target);
    this.shape = new ShapeEditor(this.map);
    const takeClick = ({ coordinate, pixel, originalEvent }: MapBrowserEvent): void => {
      if (this.sketch.tookPress || this.shape.isUsed) return;
      const adds = originalEvent.ctrlKey || originalEvent.metaKey || originalEvent.shiftKey;
      events.onClick(placeOf(coordinate), this.layers.idAt('labels', pixel), adds);
    };
    let latest: MapBrowserEvent | null = null;
    let before: MapBrowserEvent | null = null;
    this.map.on('click', (event) => {
      before = latest;
      latest = event;
    });
    this.map.on('singleclick', takeClick);
    this.map.on('dblclick', (event) => {
      // It ended a polygon, and must not zoom as well.
      if (this.sketch.tookPress) event.stopPropagation();
      // OpenLayers takes two quick clicks for a double click however far apart they are.
      else if (before !== null && distance(before.pixel, event.pixel) > DOUBLE_CLICK_PX) {
        event.stopPropagation();
        takeClick(before);
        takeClick(event);
      }
    });
    // After that, so that quick corners do not end a line.
    this.line = new LineTool(this.map);
    this.footprint = new Footprint(this.map);
    let pointer: number[] | null = null;
    const reportPlace = (pixel: number[]): void => {
      const place = placeOf(this.map.getCoordinateFromPixel(pixel));
      this.footprint.setPlace(place);
      events.onPointer(place, this.drawnAt(pixel));
      const id = this.layers.idAt('labels', pixel);
      const [xPx = 0, yPx = 0] = pixel;
      events.onLabel(id === null ? null : { id, xPx, yPx });
    };
    this.map.on('pointermove', ({ pixel, dragging }) => {
      pointer = pixel;
      if (dragging) events.onLabel(null);
      else reportPlace(pixel);
    });
    target.addEventListener('pointerleave', () => {
      pointer = null;
      this.footprint.setPlace(null);
      events.onPointer(null, nothingDrawn);
      events.onLabel(null);
    });
    this.map.on('moveend', () => {
      const view = this.map.getView();
      const [west = 0, south = 0, east = 0, north = 0] = transformExtent(
        view.calculateExtent(),
        'EPSG:3857',
        'EPSG:4326',
      );
      events.onMoved(
        wrappedBox({ westDeg: west, southDeg: south, eastDeg: east, northDeg: north }),
        { centre: placeOf(view.getCenter() ?? [0, 0]), zoom: view.getZoom() ?? 0 },
        pixelGroundM(this.map),
      );
      // The map may have moved under a pointer that rests.
      if (pointer !== null) reportPlace(pointer);
    });
  }

  /**
   * Shows the project's layers.
   * @param layers from the bottom to the top
   * @param bare whether only terrain is shown
   */
  show(layers: readonly MapLayer[], bare: boolean): void {
    this.layers.update(layers, bare);
    this.beside?.show(layers, bare);
    this.brushed.placeBelow(this.layers.firstOfPoints(layers));
  }

  /** Shows the right side of a comparison over the map, or ends that; `show` draws its layers. */
  compare(on: boolean): void {
    if (on) this.beside ??= new MapBeside(this.map, this.kinds);
    else {
      this.beside?.dispose();
      this.beside = null;
    }
  }

  /** @param share where the right side of a comparison begins, as a share of the map's width */
  divideAt(share: number): void {
    this.beside?.divideAt(share);
  }

  /** The map as it is shown now, a PNG with scale bar and attribution. */
  picture(attribution: string): Promise<Uint8Array> {
    return mapPicture(this.map, pixelGroundM(this.map), attribution);
  }

  /** Shows a box, west, south, east, north in degrees, as large as fits into the map's element now. */
  fit(box: readonly [number, number, number, number]): void {
    const [west, south, east, north] = box;
    const extent = boundingExtent([
      coordinateOf({ lonDeg: west, latDeg: south }),
      coordinateOf({ lonDeg: east, latDeg: north }),
    ]);
    this.map.updateSize();
    this.map.getView().fit(extent, { padding: [24, 24, 24, 24] });
  }

  /** Shows a place in the middle at a zoom. */
  lookAt({ centre, zoom }: { centre: LonLat; zoom: number }): void {
    const view = this.map.getView();
    view.setCenter(coordinateOf(centre));
    view.setZoom(zoom);
  }

  /** The place in the middle, and the label that is drawn there; null while the map has no size. */
  middle(): { place: LonLat; labelId: number | null } | null {
    const centre = this.map.getView().getCenter();
    const pixel = centre && this.map.getPixelFromCoordinate(centre);
    if (centre === undefined || pixel == null) return null;
    return { place: placeOf(centre), labelId: this.layers.idAt('labels', pixel) };
  }

  /** Goes to a box, a place, or a number of zoom steps nearer. */
  goTo(target: MapTarget): void {
    const view = this.map.getView();
    if ('box' in target) this.fit(target.box);
    else if ('centre' in target) view.setCenter(coordinateOf(target.centre));
    else view.adjustZoom(target.zoomSteps);
  }

  private drawnAt(pixel: number[]): Drawn {
    const [landform = 0] = this.layers.valuesAt('landforms', pixel);
    const [code = classMapCodes.noPatch, probability = 0] = this.layers.valuesAt('class-map', pixel);
    // What the right side shows is another run's.
    const isNone = code === classMapCodes.noPatch || this.beside?.covers(pixel) === true;
    return { landform, winner: isNone ? null : { code, probability } };
  }

  dispose(): void {
    this.compare(false);
    this.layers.update([], false);
    this.map.setTarget(undefined);
    this.map.dispose();
  }
}
