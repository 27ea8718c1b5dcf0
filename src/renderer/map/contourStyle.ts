import type { FeatureLike } from 'ol/Feature';
import Fill from 'ol/style/Fill';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';
import Text from 'ol/style/Text';
import { indexIntervalM } from './contourInterval';

/** Brown as on topographic maps, dark enough for light and dark tints. */
const CONTOUR_COLOUR = '#5c3d1e';

const thin = new Style({ stroke: new Stroke({ color: 'rgba(92, 61, 30, 0.55)', width: 0.75 }) });
const thick = new Stroke({ color: CONTOUR_COLOUR, width: 1.5 });
const fill = new Fill({ color: CONTOUR_COLOUR });
const halo = new Stroke({ color: 'rgba(255, 255, 255, 0.85)', width: 3 });

/** Thin lines, and thick ones with their height at every fifth or fourth. */
export function contourStyle(feature: FeatureLike): Style {
  const levelM: unknown = feature.get('levelM');
  const intervalM: unknown = feature.get('intervalM');
  if (typeof levelM !== 'number' || typeof intervalM !== 'number') return thin;
  if (levelM % indexIntervalM(intervalM) !== 0) return thin;
  return new Style({
    stroke: thick,
    text: new Text({
      text: String(levelM),
      placement: 'line',
      repeat: 360,
      maxAngle: Math.PI / 6,
      font: '500 10px "Inter Variable", sans-serif',
      fill,
      stroke: halo,
    }),
  });
}
