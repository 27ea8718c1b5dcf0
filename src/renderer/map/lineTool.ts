import Feature from 'ol/Feature';
import type OlMap from 'ol/Map';
import type { Coordinate } from 'ol/coordinate';
import LineString from 'ol/geom/LineString';
import Point from 'ol/geom/Point';
import Polygon from 'ol/geom/Polygon';
import VectorLayer from 'ol/layer/Vector';
import VectorSource from 'ol/source/Vector';
import { area, length } from '../../shared/format';
import type { LonLat } from '../../shared/geo/lonLat';
import { polygonAreaM2, segmentLengthsM } from '../../shared/geo/geodesic';
import type { LineState } from '../state/line.svelte';
import {
  areaStyle,
  cornerStyle,
  lineStyle,
  markStyle,
  pointedStyle,
  restStyle,
  tagStyle,
} from './lineStyles';
import { coordinateOf, placeOf } from './mercator';

/** Pixels around the first corner within which a click closes the line, and around the last within which it adds none. */
const CLOSE_PX = 10;
const SAME_PX = 4;

/** Draws the line of the tools to measure and to take a profile, and the place that was searched for. */
export class LineTool {
  private readonly source = new VectorSource();
  private line: Readonly<LineState> | null = null;
  /** Whether keys drew the last corner. */
  private byKeys = false;

  constructor(private readonly map: OlMap) {
    map.addLayer(new VectorLayer({ source: this.source, zIndex: 95 }));
    map.on('click', ({ coordinate, pixel }) => {
      this.byKeys = false;
      if (!this.isLast(pixel)) this.click(coordinate, pixel);
    });
    map.on('dblclick', (event) => {
      if (this.line === null) return;
      this.line.end();
      // It ended the line, and must not zoom as well.
      event.stopPropagation();
    });
    map.on('pointermove', ({ coordinate, dragging }) => {
      if (this.line?.drawing === true && !dragging) this.line.aim(placeOf(coordinate));
    });
  }

  /** Lets clicks draw a line; null ends that. */
  use(line: Readonly<LineState> | null): void {
    this.line = line;
  }

  /** @param measured whether lengths are written along the line */
  show(line: Readonly<LineState>, measured: boolean, mark: LonLat | null): void {
    this.source.clear(true);
    const features = mark === null ? [] : [point(mark, markStyle)];
    if (line.corners.length > 0) features.push(...drawn(line, measured));
    if (line.pointedAt !== null) features.push(point(line.pointedAt, pointedStyle));
    this.source.addFeatures(features);
  }

  /** As a click on the middle of the map. At the last corner again, or where the pointer draws, it ends the line. */
  addMiddle(): void {
    const centre = this.map.getView().getCenter();
    const pixel = centre && this.map.getPixelFromCoordinate(centre);
    if (centre === undefined || pixel == null) return;
    if (this.line?.drawing === true && (!this.byKeys || this.isLast(pixel))) {
      this.line.end();
      return;
    }
    this.byKeys = true;
    this.click(centre, pixel);
  }

  /** Whether the last corner of what is being drawn is there. */
  private isLast(pixel: readonly number[]): boolean {
    return this.line?.drawing === true && this.distancePx(this.line.corners.at(-1), pixel) < SAME_PX;
  }

  private click(coordinate: Coordinate, pixel: readonly number[]): void {
    const { line } = this;
    if (line === null) return;
    const { corners, drawing } = line;
    if (drawing && corners.length > 2 && this.distancePx(corners[0], pixel) < CLOSE_PX) line.end(true);
    else line.add(placeOf(coordinate));
  }

  private distancePx(place: LonLat | undefined, [x = NaN, y = NaN]: readonly number[]): number {
    if (place === undefined) return Infinity;
    const [atX = NaN, atY = NaN] = this.map.getPixelFromCoordinate(coordinateOf(place));
    return Math.hypot(atX - x, atY - y);
  }
}

function point(place: LonLat, style: Parameters<Feature['setStyle']>[0]): Feature {
  const feature = new Feature(new Point(coordinateOf(place)));
  feature.setStyle(style);
  return feature;
}

function drawn({ line, corners, next, closed, drawing }: Readonly<LineState>, measured: boolean): Feature[] {
  const last = line.at(-1);
  const path = new Feature(
    closed ? new Polygon([line.map(coordinateOf)]) : new LineString(line.map(coordinateOf)),
  );
  path.setStyle(closed ? [...areaStyle, ...lineStyle] : lineStyle);
  const features = [path, ...corners.map((corner) => point(corner, cornerStyle))];
  const rest = drawing && next !== null && last !== undefined ? [last, next] : [];
  if (rest.length > 0) {
    const way = new Feature(new LineString(rest.map(coordinateOf)));
    way.setStyle(restStyle);
    features.push(way);
  }
  return measured ? [...features, ...tags(line, rest, closed)] : features;
}

/** Lengths at the middles of segments, the whole at the end, and the area of a closed line. */
function tags(line: readonly LonLat[], rest: readonly LonLat[], closed: boolean): Feature[] {
  const whole = [...line, ...rest.slice(1)];
  const lengthsM = segmentLengthsM(whole);
  const middles = lengthsM.flatMap((segmentM, index) => {
    const [from, to] = [whole[index], whole[index + 1]];
    if (lengthsM.length < 2 || from === undefined || to === undefined) return [];
    const middle = { lonDeg: (from.lonDeg + to.lonDeg) / 2, latDeg: (from.latDeg + to.latDeg) / 2 };
    return [point(middle, tagStyle(length(segmentM), 'segment'))];
  });
  const end = whole.at(-1);
  if (end === undefined || lengthsM.length === 0) return middles;
  const sum = length(lengthsM.reduce((sumM, segmentM) => sumM + segmentM, 0));
  const text = closed ? `${sum}\n${area(polygonAreaM2(line.slice(0, -1)))}` : sum;
  return [...middles, point(end, tagStyle(text, 'whole'))];
}
