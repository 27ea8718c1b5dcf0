import { spreadLabels } from '../../../../shared/drawing/axis';
import { count } from '../../../../shared/format';
import type { Method } from '../../../../shared/mapQuality/mapQualityFigures';
import { type DrawnReliability, reliabilityOf } from '../../../../shared/mapQuality/mapQualityPlots';
import { ofClass } from './classColour';
import { type Markup, markup } from './markup';
import { type Field, placeIn, shareAxes } from './plotFrame';
import { points, shortened } from './words';

const WIDTH = 330;
const HEIGHT = 290;
const FIELD: Field = { left: 30, right: 260, top: 24, bottom: 254 };
const LABEL = 16;
/** Radius of the dot of the fullest bin, and the least that is seen. */
const LARGEST = 12;
const LEAST = 2.5;

const { x, y } = placeIn(FIELD);

/**
 * The probability that is shown against the share that is known: on the diagonal both agree. Null where no method has
 * probabilities.
 */
export function reliabilityPlot(methods: readonly Method[]): Markup | null {
  const all = reliabilityOf(methods);
  if (all.length === 0) return null;
  const ends = all.map(({ dots }) => y(dots.at(-1)?.known ?? 0));
  const labels = spreadLabels(ends, LABEL, FIELD.top, FIELD.bottom);
  return markup`<figure><h3>Reliability</h3>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Share known by shown probability">
      ${shareAxes(FIELD, 'Probability shown, %', 'Known, %')}
      <line class="axis" stroke-dasharray="2 3" x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}"/>
      ${all.map((one, index) => drawn(one, labels[index] ?? FIELD.bottom))}
    </svg>
    <figcaption>The larger a dot, the more detections. On the dotted line the map says what holds; below it, it promises more.</figcaption></figure>`;
}

function drawn({ method: { label, colour }, dots }: DrawnReliability, labelY: number): Markup {
  const end = { x: x(dots.at(-1)?.said ?? 0), y: y(dots.at(-1)?.known ?? 0) };
  const path = dots.map(({ said, known }) => `${x(said)},${y(known)}`).join(' ');
  return markup`<g ${ofClass(colour)}>
    <polyline class="mark" stroke-width="1.25" points="${path}"/>
    ${dots.map(
      ({ said, known, size, low, high, count: n }) =>
        markup`<circle class="dot" fill-opacity="0.75" cx="${x(said)}" cy="${y(known)}" r="${Number(Math.max(LEAST, LARGEST * size).toFixed(1))}"><title>${label}: of ${count(n)} with ${points(low)} to ${points(high)} %, ${points(known)} % are known</title></circle>`,
    )}
    <polyline class="mark" stroke-width="1" stroke-opacity="0.6" points="${end.x},${end.y} ${FIELD.right + 4},${labelY} ${FIELD.right + 8},${labelY}"/>
    <text x="${FIELD.right + 11}" y="${labelY}" dy="0.35em" font-size="11">${shortened(label, 14)}</text></g>`;
}
