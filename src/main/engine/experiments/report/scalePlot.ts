import { meanAndSd } from '../../../../shared/statistics/paired';
import { metres, several } from '../../../../shared/format';
import type { ScaleFinderResult } from '../../../../shared/experiments/scaleFinder';
import { linearTicks, logTicks, spreadLabels } from '../../../../shared/drawing/axis';
import { ofClass } from './classColour';
import { type Markup, markup } from './markup';
import { points } from './words';

const WIDTH = 850;
const HEIGHT = 400;
/** Where the curves are drawn; names are to the right of it. */
const FIELD = { left: 44, right: 660, top: 22, bottom: 348 };

type Entry = ScaleFinderResult['classes'][number];

interface Point {
  readonly radiusM: number;
  readonly x: number;
  readonly y: number;
  readonly upper: number;
  readonly lower: number;
  readonly isBest: boolean;
  readonly title: string;
}

/** Mean accuracy by radius on a logarithmic axis: a line per class with a band of a standard deviation, the peak ringed. */
export function scalePlot({ radiiM, classes }: ScaleFinderResult): Markup {
  const statistics = classes.map(({ accuracies }) =>
    accuracies.map((values) => (values.length === 0 ? null : meanAndSd(values))),
  );
  const known = statistics.flat().filter((entry) => entry !== null);
  if (known.length === 0) return markup`<p class="quiet">No radius had enough whole patches.</p>`;
  const lowM = Math.min(...radiiM);
  const highM = Math.max(...radiiM);
  const ticks = linearTicks(
    100 * Math.max(0, Math.min(...known.map(({ mean, sd }) => mean - sd))),
    100 * Math.min(1, Math.max(...known.map(({ mean, sd }) => mean + sd))),
    8,
  );
  const [lowest = 0, highest = 100] = [ticks[0], ticks.at(-1)];

  const xOf = (radiusM: number): number =>
    lowM === highM
      ? (FIELD.left + FIELD.right) / 2
      : along(FIELD.left + 16, FIELD.right - 16, Math.log(radiusM / lowM) / Math.log(highM / lowM));
  const yOf = (percent: number): number =>
    along(FIELD.bottom, FIELD.top, (Math.min(percent, 100) - lowest) / (highest - lowest));

  const curves = classes.map((entry, index) =>
    radiiM.map((radiusM, at): Point | null => {
      const found = statistics[index]?.[at];
      if (found == null) return null;
      const { mean, sd } = found;
      return {
        radiusM,
        x: xOf(radiusM),
        y: yOf(100 * mean),
        upper: yOf(100 * (mean + sd)),
        lower: yOf(Math.max(lowest, 100 * (mean - sd))),
        isBest: radiusM === entry.bestRadiusM,
        title: `${entry.name} at ${metres(radiusM)}: ${points(mean)} ± ${points(sd)} %, ${several(entry.accuracies[at]?.length ?? 0, 'seed')}`,
      };
    }),
  );
  const ends = curves.map((curve) => curve.filter((point) => point !== null).at(-1) ?? null);
  const labels = spreadLabels(
    ends.map((end) => end?.y ?? FIELD.bottom),
    18,
    FIELD.top,
    FIELD.bottom,
  );

  return markup`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Mean accuracy by radius">
    ${ticks.map((tick) => gridLine(tick, yOf(tick)))}
    ${logTicks(lowM, highM, 12).map((tick) => radiusTick(tick, xOf(tick)))}
    <line class="axis" x1="${FIELD.left}" x2="${FIELD.right}" y1="${FIELD.bottom}" y2="${FIELD.bottom}"/>
    <text class="quiet" x="0" y="8">Accuracy, %</text>
    <text class="quiet" x="${(FIELD.left + FIELD.right) / 2}" y="${HEIGHT - 6}" text-anchor="middle">Radius</text>
    ${curves.map((curve, index) => markup`<g ${ofClass(classes[index]?.colour ?? '')}>${bands(curve)}</g>`)}
    ${curves.map(
      (curve, index) => markup`<g ${ofClass(classes[index]?.colour ?? '')}>
      ${line(curve)}${leader(ends[index] ?? null, labels[index] ?? 0, classes[index] ?? null)}</g>`,
    )}
  </svg>`;
}

const along = (from: number, to: number, share: number): number =>
  Number((from + share * (to - from)).toFixed(1));

const gridLine = (tick: number, y: number): Markup =>
  markup`<line class="grid" x1="${FIELD.left}" x2="${FIELD.right}" y1="${y}" y2="${y}"/>
    <text class="quiet" x="${FIELD.left - 8}" y="${y}" dy="0.35em" text-anchor="end">${tick}</text>`;

const radiusTick = (tick: number, x: number): Markup =>
  markup`<line class="axis" x1="${x}" x2="${x}" y1="${FIELD.bottom}" y2="${FIELD.bottom + 5}"/>
    <text class="quiet" x="${x}" y="${FIELD.bottom + 20}" text-anchor="middle">${metres(tick)}</text>`;

/** Runs of neighbouring radii that have accuracies. */
function runsOf(curve: readonly (Point | null)[]): Point[][] {
  const runs: Point[][] = [[]];
  for (const point of curve) {
    if (point === null) runs.push([]);
    else runs.at(-1)?.push(point);
  }
  return runs.filter((run) => run.length > 0);
}

const bands = (curve: readonly (Point | null)[]): Markup[] =>
  runsOf(curve).map((run) => {
    const edge = [
      ...run.map(({ x, upper }) => `${x},${upper}`),
      ...run.map(({ x, lower }) => `${x},${lower}`).reverse(),
    ];
    return markup`<polygon class="band" points="${edge.join(' ')}"/>`;
  });

const line = (curve: readonly (Point | null)[]): Markup[] =>
  runsOf(curve).map(
    (run) => markup`<polyline class="mark" stroke-width="2" stroke-linejoin="round" points="${run
      .map(({ x, y }) => `${x},${y}`)
      .join(' ')}"/>
    ${run.map(({ x, y, isBest, title }) =>
      isBest
        ? markup`<line class="mark" stroke-dasharray="2 3" x1="${x}" x2="${x}" y1="${y}" y2="${FIELD.bottom}"/>
          <circle class="ring" stroke-width="2.5" cx="${x}" cy="${y}" r="5.5"><title>${title}</title></circle>`
        : markup`<circle class="dot" cx="${x}" cy="${y}" r="3"><title>${title}</title></circle>`,
    )}`,
  );

function leader(end: Point | null, labelY: number, entry: Entry | null): Markup | null {
  if (end === null || entry === null) return null;
  const elbow = FIELD.right + 4;
  const { name, bestRadiusM } = entry;
  return markup`<polyline class="mark" stroke-width="1" points="${end.x + 6},${end.y} ${elbow},${labelY} ${elbow + 8},${labelY}"/>
    <text x="${elbow + 13}" y="${labelY}" dy="0.35em">${name}${
      bestRadiusM === null ? null : markup` <tspan font-weight="650">${metres(bestRadiusM)}</tspan>`
    }</text>`;
}
