import { spreadLabels } from '../../../../shared/axis';
import { count } from '../../../../shared/format';
import type { Method } from '../../../../shared/mapQualityFigures';
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

/** Probability that is shown against the share that is known: dots as large as their number of detections; on the diagonal both agree. */
export function reliabilityPlot(methods: readonly Method[]): Markup | null {
  const { x, y } = placeIn(FIELD);
  const drawn = methods.flatMap((method) => {
    const bins = (method.row.reliability ?? []).filter((bin) => bin.count > 0);
    return bins.length === 0 ? [] : [{ ...method, bins }];
  });
  if (drawn.length === 0) return null;
  const fullest = Math.max(...drawn.flatMap(({ bins }) => bins.map((bin) => bin.count)));
  const dots = drawn.map(({ bins }) =>
    bins.map((bin) => ({
      ...bin,
      x: x(bin.meanScore),
      y: y(bin.right / bin.count),
      r: Math.max(LEAST, LARGEST * Math.sqrt(bin.count / fullest)),
    })),
  );
  const labels = spreadLabels(
    dots.map((ofMethod) => ofMethod.at(-1)?.y ?? FIELD.bottom),
    LABEL,
    FIELD.top,
    FIELD.bottom,
  );
  return markup`<figure><h3>Reliability</h3>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Share known by shown probability">
    ${shareAxes(FIELD, 'Probability shown, %', 'Known, %')}
    <line class="axis" stroke-dasharray="2 3" x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}"/>
    ${drawn.map(({ colour, label }, index) => {
      const ofMethod = dots[index] ?? [];
      const end = ofMethod.at(-1);
      const labelY = labels[index] ?? FIELD.bottom;
      return markup`<g ${ofClass(colour)}>
      <polyline class="mark" stroke-width="1.25" points="${ofMethod.map((dot) => `${dot.x},${dot.y}`).join(' ')}"/>
      ${ofMethod.map(
        (dot) =>
          markup`<circle class="dot" fill-opacity="0.75" cx="${dot.x}" cy="${dot.y}" r="${Number(dot.r.toFixed(1))}"><title>${label}: of ${count(dot.count)} with ${points(dot.low)} to ${points(dot.high)} %, ${points(dot.right / dot.count)} % are known</title></circle>`,
      )}
      ${
        end === undefined
          ? null
          : markup`<polyline class="mark" stroke-width="1" stroke-opacity="0.6" points="${end.x},${end.y} ${FIELD.right + 4},${labelY} ${FIELD.right + 8},${labelY}"/>
      <text x="${FIELD.right + 11}" y="${labelY}" dy="0.35em" font-size="11">${shortened(label, 14)}</text>`
      }</g>`;
    })}
  </svg>
  <figcaption>The larger a dot, the more detections. On the dotted line the map says what holds; below it, it promises more.</figcaption></figure>`;
}
