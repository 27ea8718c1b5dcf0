import Circle from 'ol/style/Circle';
import Fill from 'ol/style/Fill';
import RegularShape from 'ol/style/RegularShape';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';
import Text from 'ol/style/Text';

const INK = '#1c1d1b';
const white = new Stroke({ color: '#ffffff', width: 1.5 });

/** A line that relief does not swallow. */
export const lineStyle: Style[] = [
  new Style({ stroke: new Stroke({ color: 'rgba(255,255,255,0.9)', width: 5 }) }),
  new Style({ stroke: new Stroke({ color: INK, width: 2 }) }),
];

/** From the last corner to the pointer. */
export const restStyle: Style[] = [
  new Style({ stroke: new Stroke({ color: 'rgba(255,255,255,0.9)', width: 5 }) }),
  new Style({ stroke: new Stroke({ color: INK, width: 2, lineDash: [6, 6] }) }),
];

export const areaStyle: Style[] = [new Style({ fill: new Fill({ color: 'rgba(28,29,27,0.12)' }) })];

export const cornerStyle = new Style({
  image: new Circle({
    radius: 4,
    fill: new Fill({ color: '#ffffff' }),
    stroke: new Stroke({ color: INK, width: 2 }),
  }),
});

/** A place of a profile that is pointed at. */
export const pointedStyle = new Style({
  image: new Circle({ radius: 6, fill: new Fill({ color: '#0b6b69' }), stroke: white }),
});

/** A place that was searched for: cross hairs. */
export const markStyle: Style[] = [
  new Style({
    image: new RegularShape({
      points: 4,
      radius: 14,
      radius2: 0,
      stroke: new Stroke({ color: '#ffffff', width: 5 }),
    }),
  }),
  new Style({
    image: new RegularShape({
      points: 4,
      radius: 13,
      radius2: 0,
      stroke: new Stroke({ color: '#0b6b69', width: 2 }),
    }),
  }),
];

/** A number beside a place: quiet along a segment, on a dark background for the whole. */
export const tagStyle = (text: string, of: 'segment' | 'whole'): Style =>
  new Style({
    text: new Text({
      text,
      font: `${of === 'whole' ? 600 : 500} 11px "Inter Variable", sans-serif`,
      justify: 'left',
      fill: new Fill({ color: of === 'whole' ? '#ffffff' : INK }),
      backgroundFill: new Fill({ color: of === 'whole' ? INK : 'rgba(255,255,255,0.85)' }),
      padding: [3, 5, 2, 5],
      ...(of === 'whole' ? { textAlign: 'left', offsetX: 14, offsetY: -14 } : {}),
    }),
  });
