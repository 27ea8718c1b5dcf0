import { meanOf, type Method } from '../../../../shared/mapQualityFigures';
import { ofClass } from './classColour';
import { type Markup, markup } from './markup';
import { type Field, placeIn, shareAxes } from './plotFrame';
import { points, shortened } from './words';

const WIDTH = 500;
const HEIGHT = 290;
/** Where the curves are drawn; names stand to the right of it. */
const FIELD: Field = { left: 30, right: 306, top: 24, bottom: 254 };
const LABEL = 16;

/** Precision over recall: a curve a method, named at its end with its average precision, dots where maps are shown from. */
export function precisionRecallPlot(methods: readonly Method[]): Markup {
  const { x, y } = placeIn(FIELD);
  const curves = methods.flatMap((method) => {
    const { figures, row } = method;
    if (figures === null || row.curve.length < 2) return [];
    // Beyond what all detections together find, precision is 0 and there is nothing to draw.
    const line = row.curve.flatMap((precision, index) =>
      precision > 0 ? [{ x: x(index / (row.curve.length - 1)), y: y(precision) }] : [],
    );
    return [{ ...method, figures, line, rank: meanOf(figures.averagePrecision) ?? 0 }];
  });
  curves.sort((a, b) => b.rank - a.rank);
  // In the order of the ranks, as low as the ends of the curves let them.
  const lowest = Math.max(...curves.map(({ line }) => line.at(-1)?.y ?? FIELD.bottom));
  const first = Math.max(FIELD.top, Math.min(lowest, FIELD.bottom) - (curves.length - 1) * LABEL);
  return markup`<figure><h3>Precision and recall</h3>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Precision over recall of each method">
    ${shareAxes(FIELD, 'Recall: found among known, %', 'Precision: known among shown, %')}
    ${curves.map(({ colour, line, row, label, rank, figures }, index) => {
      const end = line.at(-1) ?? { x: FIELD.left, y: FIELD.bottom };
      const labelY = first + index * LABEL;
      return markup`<g ${ofClass(colour)}>
      <polyline class="mark" stroke-width="2" stroke-linejoin="round"${row.kind === 'rule' ? markup` stroke-dasharray="5 3"` : null} points="${line.map((point) => `${point.x},${point.y}`).join(' ')}"/>
      ${(figures.shown ?? []).map(({ threshold, precision, recall }) => {
        const [meanPrecision, meanRecall] = [meanOf(precision), meanOf(recall)];
        return meanPrecision === null || meanRecall === null
          ? null
          : markup`<circle class="dot" cx="${x(meanRecall)}" cy="${y(meanPrecision)}" r="3.5"><title>${label} from ${threshold}: ${points(meanPrecision)} % known, ${points(meanRecall)} % found</title></circle>`;
      })}
      <polyline class="mark" stroke-width="1" stroke-opacity="0.6" points="${end.x},${end.y} ${FIELD.right + 6},${labelY} ${FIELD.right + 12},${labelY}"/>
      <text x="${FIELD.right + 16}" y="${labelY}" dy="0.35em">${shortened(label, 23)} <tspan font-weight="650">${points(rank)}</tspan></text></g>`;
    })}
  </svg>
  <figcaption>Beside each name its average precision. Dots: what is shown from each probability of the table.</figcaption></figure>`;
}
