import type { Method } from '../../../../shared/mapQuality/mapQualityFigures';
import { curvesOf, type DrawnCurve } from '../../../../shared/mapQuality/mapQualityPlots';
import { ofClass } from './classColour';
import { type Markup, markup } from './markup';
import { type Field, placeIn, shareAxes } from './plotFrame';
import { points, shortened } from './words';

const WIDTH = 500;
const HEIGHT = 290;
/** Where the curves are drawn; names stand to the right of it. */
const FIELD: Field = { left: 30, right: 306, top: 24, bottom: 254 };
const LABEL = 16;

const { x, y } = placeIn(FIELD);

/** Precision over recall: a curve a method, broken for rules, named with its average precision; dots where maps are shown from. */
export function precisionRecallPlot(methods: readonly Method[]): Markup {
  const curves = curvesOf(methods);
  // Names in the order of the ranks, as low as the ends of the curves let them.
  const lowest = Math.max(FIELD.top, ...curves.map((curve) => endOf(curve).y));
  const first = Math.max(FIELD.top, lowest - (curves.length - 1) * LABEL);
  return markup`<figure><h3>Precision and recall</h3>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Precision over recall of each method">
      ${shareAxes(FIELD, 'Recall: found among known, %', 'Precision: known among shown, %')}
      ${curves.map((curve, index) => drawn(curve, first + index * LABEL))}
    </svg>
    <figcaption>Beside each name its average precision. Dots: what is shown from each probability of the table.</figcaption></figure>`;
}

function endOf({ line }: DrawnCurve): { x: number; y: number } {
  const { recall, precision } = line.at(-1) ?? { recall: 0, precision: 0 };
  return { x: x(recall), y: y(precision) };
}

function drawn(curve: DrawnCurve, labelY: number): Markup {
  const { method, line, dots, averagePrecision } = curve;
  const { label, colour, row } = method;
  const end = endOf(curve);
  const path = line.map(({ recall, precision }) => `${x(recall)},${y(precision)}`).join(' ');
  return markup`<g ${ofClass(colour)}>
    <polyline class="mark" stroke-width="2" stroke-linejoin="round"${row.kind === 'rule' ? markup` stroke-dasharray="5 3"` : null} points="${path}"/>
    ${dots.map(
      ({ threshold, recall, precision }) =>
        markup`<circle class="dot" cx="${x(recall)}" cy="${y(precision)}" r="3.5"><title>${label} from ${threshold}: ${points(precision)} % known, ${points(recall)} % found</title></circle>`,
    )}
    <polyline class="mark" stroke-width="1" stroke-opacity="0.6" points="${end.x},${end.y} ${FIELD.right + 6},${labelY} ${FIELD.right + 12},${labelY}"/>
    <text x="${FIELD.right + 16}" y="${labelY}" dy="0.35em">${shortened(label, 23)} <tspan font-weight="650">${points(averagePrecision)}</tspan></text></g>`;
}
