import type { Coordinate } from 'ol/coordinate';
import Point from 'ol/geom/Point';
import Circle from 'ol/style/Circle';
import Fill from 'ol/style/Fill';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';
import Text from 'ol/style/Text';

const FONT = '600 11px "Inter Variable", sans-serif';
const casing = new Style({ stroke: new Stroke({ color: 'rgba(255,255,255,0.9)', width: 4 }) });

const colours = { solid: '#0b6b69', dashed: '#b4420b' } as const;

/** An area: an outline that relief does not swallow, and its name inside the corner given. */
export const sketchedAreaStyle = (label: string, line: 'solid' | 'dashed', labelAt: Coordinate): Style[] => [
  casing,
  new Style({
    stroke: new Stroke({
      color: colours[line],
      width: 2,
      ...(line === 'dashed' ? { lineDash: [8, 6] } : {}),
    }),
  }),
  new Style({
    geometry: new Point(labelAt),
    text: new Text({
      text: label,
      font: FONT,
      textAlign: 'left',
      textBaseline: 'top',
      offsetX: 8,
      offsetY: 8,
      padding: [3, 5, 2, 5],
      fill: new Fill({ color: '#ffffff' }),
      backgroundFill: new Fill({ color: colours[line] }),
    }),
  }),
];

/** The colour of regions, which no class has at first. */
export const REGION_COLOUR = '#6741d9';

/**
 * A region: its outline, and its name at its northernmost corner.
 * @param isBox whether the name has room inside of that corner
 */
export const regionStyle = (name: string, labelAt: Coordinate, isBox: boolean): Style[] => [
  casing,
  new Style({ stroke: new Stroke({ color: REGION_COLOUR, width: 2, lineDash: [12, 3] }) }),
  new Style({
    geometry: new Point(labelAt),
    text: new Text({
      text: name,
      font: FONT,
      textAlign: isBox ? 'left' : 'center',
      textBaseline: isBox ? 'top' : 'bottom',
      offsetX: isBox ? 6 : 0,
      offsetY: isBox ? 6 : -4,
      fill: new Fill({ color: REGION_COLOUR }),
      stroke: new Stroke({ color: 'rgba(255,255,255,0.95)', width: 3.5 }),
    }),
  }),
];

/** A place: its number on a disc. */
export const placeStyle = (label: string): Style =>
  new Style({
    image: new Circle({
      radius: 9,
      fill: new Fill({ color: colours.dashed }),
      stroke: new Stroke({ color: '#ffffff', width: 1.5 }),
    }),
    text: new Text({ text: label, font: FONT, fill: new Fill({ color: '#ffffff' }) }),
  });

/** What is being drawn. */
export const drawingStyle: Style[] = [
  casing,
  new Style({
    fill: new Fill({ color: 'rgba(11,107,105,0.12)' }),
    stroke: new Stroke({ color: colours.solid, width: 2 }),
    image: new Circle({
      radius: 5,
      fill: new Fill({ color: colours.solid }),
      stroke: new Stroke({ color: '#ffffff', width: 1.5 }),
    }),
  }),
];
