import Circle from 'ol/style/Circle';
import Fill from 'ol/style/Fill';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';
import Text from 'ol/style/Text';

/** A place whose look-alikes are searched for. */
export const queryStyle = new Style({
  image: new Circle({
    radius: 7,
    fill: new Fill({ color: 'rgba(11,107,105,0.25)' }),
    stroke: new Stroke({ color: '#0b6b69', width: 2 }),
  }),
});

/** A place that look-alikes must not be like: a minus. */
export const unlikeStyle = new Style({
  image: new Circle({
    radius: 8,
    fill: new Fill({ color: '#ffffff' }),
    stroke: new Stroke({ color: '#c92a2a', width: 2 }),
  }),
  text: new Text({
    text: '\u2212',
    font: '700 14px "Inter Variable", sans-serif',
    fill: new Fill({ color: '#c92a2a' }),
  }),
});

/** The area within a look-alike's radius. */
export const radiusStyle = [
  new Style({ stroke: new Stroke({ color: 'rgba(255,255,255,0.6)', width: 3 }) }),
  new Style({ stroke: new Stroke({ color: '#0b6b69', width: 1.25 }) }),
];

/** A look-alike: its rank on a disc. */
export const hitStyle = (rank: number): Style =>
  new Style({
    image: new Circle({
      radius: 9,
      fill: new Fill({ color: '#0b6b69' }),
      stroke: new Stroke({ color: '#ffffff', width: 1.5 }),
    }),
    text: new Text({
      text: String(rank),
      font: '600 10px "Inter Variable", sans-serif',
      fill: new Fill({ color: '#ffffff' }),
    }),
  });
