import { count, metres } from '../../../../shared/format';
import { lonNear, middleLonDeg, type LonLat, type LonLatBox } from '../../../../shared/geo/lonLat';
import { type Markup, markup } from '../report/markup';
import { GAP, LABEL_HEIGHT, type Layout, layOut, scaleBar } from './layout';
import { shapeOf } from './markers';
import { sidesM } from '../../export/hillshade';

/** A detection as it is drawn. */
interface Dot extends LonLat {
  readonly classIndex: number;
  readonly probability: number;
}

/** Detections at one radius. */
export interface Panel {
  readonly radiusM: number;
  readonly dots: readonly Dot[];
  /** Lattice points that were classified. */
  readonly points: number;
}

/** What a figure shows. */
export interface MapFigure {
  /** Ground that each panel shows. */
  readonly box: LonLatBox;
  readonly polygon: readonly LonLat[] | null;
  /** PNG of the box, transparent where there is no data. */
  readonly hillshade: Uint8Array;
  readonly classes: readonly { readonly name: string; readonly colour: string }[];
  readonly panels: readonly Panel[];
  /** A line under it all. */
  readonly note: string;
}

const TEXT = '#1C1D1B';
const QUIET = '#686862';

/** Rows of the legend, points. */
const LEGEND_HEIGHT = 13;

/** What the arrow to the north takes beside the scale bar, points. */
const NORTH_WIDTH = 36;

/** Letters of Inter that are about half as wide as the others, and those half as wide again. */
const NARROW = /[fijlrtI.,:;'|() ]/g;
const WIDE = /[mwMW@%]/g;

/** Width of a text of 8 points in Inter, about. */
const textWidth = (text: string): number =>
  4.7 * (text.length - 0.5 * (text.match(NARROW)?.length ?? 0) + 0.5 * (text.match(WIDE)?.length ?? 0));

/** The least width of panels that have room for the word "Radius", points. */
const WORDY_WIDTH = 100;

/**
 * Detections of several classes as small multiples, one panel a radius, for print at 180 mm: a grey hillshade, north up,
 * a shape and a colour a class; one scale bar and one legend for all.
 * @returns a self-contained SVG
 */
export function drawMap(figure: MapFigure): string {
  const { box, polygon, hillshade, classes, panels, note } = figure;
  const layout = layOut(box, panels.length);
  const { rows, panelWidth, panelHeight, width } = layout;
  const footer = rows * (panelHeight + LABEL_HEIGHT) + (rows - 1) * GAP + 5;
  const bar = scaleBar(box, panelWidth);
  const room = width - bar.width - NORTH_WIDTH;
  const legend = drawLegend(classes, footer, width);
  const scaleTop = legend.width <= room ? footer : footer + legend.height;
  const noteY = scaleTop + (0.8 * textWidth(note) <= room ? 22 : 31);
  const height = noteY + 4;
  const png = `data:image/png;base64,${Buffer.from(hillshade).toString('base64')}`;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${points(width)}pt" height="${points(height)}pt" viewBox="0 0 ${points(width)} ${points(height)}" font-family="Inter, Helvetica, Arial, sans-serif" font-size="8" fill="${TEXT}">
<defs>
<pattern id="no-data" width="3" height="3" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V3" stroke="#C9C8C2" stroke-width=".6"/></pattern>
<clipPath id="panel"><rect width="${points(panelWidth)}" height="${points(panelHeight)}"/></clipPath>
<g id="ground" clip-path="url(#panel)">
<rect width="${points(panelWidth)}" height="${points(panelHeight)}" fill="url(#no-data)"/>
<image width="${points(panelWidth)}" height="${points(panelHeight)}" preserveAspectRatio="none" xlink:href="${png}"/>
${polygon === null ? null : drawPolygon(polygon, box, layout)}
</g>
</defs>
<rect width="${points(width)}" height="${points(height)}" fill="#FFF"/>
${panels.map((panel, index) => drawPanel(figure, panel, index, layout))}
${legend.drawn}
${drawScale(bar, width, scaleTop)}
<text y="${points(noteY)}" font-size="6.5" fill="${QUIET}">${note}</text>
</svg>
`.text;
}

/** Two decimals of a point: a hundredth of a printed dot. */
const points = (value: number): number => Math.round(100 * value) / 100;

const placeOf = (
  box: LonLatBox,
  { panelWidth, panelHeight }: Layout,
  { lonDeg, latDeg }: LonLat,
): [x: number, y: number] => {
  const { westDeg, southDeg, eastDeg, northDeg } = box;
  return [
    points(((lonNear(middleLonDeg(box), lonDeg) - westDeg) / (eastDeg - westDeg)) * panelWidth),
    points(((northDeg - latDeg) / (northDeg - southDeg)) * panelHeight),
  ];
};

/** The outline, and a veil over what lies outside of it. */
function drawPolygon(polygon: readonly LonLat[], box: LonLatBox, layout: Layout): Markup {
  const outline = `M${polygon.map((corner) => placeOf(box, layout, corner).join(' ')).join('L')}z`;
  const frame = `M0 0H${points(layout.panelWidth)}V${points(layout.panelHeight)}H0z`;
  return markup`<path d="${frame}${outline}" fill="#FFF" fill-opacity=".6" fill-rule="evenodd"/>
<path id="polygon" d="${outline}" fill="none" stroke="${TEXT}" stroke-width=".8" stroke-linejoin="round"/>`;
}

function drawPanel(
  { box, classes }: MapFigure,
  { radiusM, dots, points: classified }: Panel,
  index: number,
  layout: Layout,
): Markup {
  const { columns, panelWidth, panelHeight } = layout;
  const x = (index % columns) * (panelWidth + GAP);
  const y = Math.floor(index / columns) * (panelHeight + LABEL_HEIGHT + GAP);
  // As large as leaves room between neighbours, which are a radius apart, within what can be told apart and stays a dot.
  const size = Math.min(2.6, Math.max(1.1, (0.4 * radiusM * panelWidth) / sidesM(box).widthM));
  // The rarest class on top, which others would hide, and of a class the strongest.
  const counts = classes.map((_, number) => dots.filter(({ classIndex }) => classIndex === number).length);
  const drawn = [...dots].sort(
    (a, b) =>
      (counts[b.classIndex] ?? 0) - (counts[a.classIndex] ?? 0) ||
      a.classIndex - b.classIndex ||
      a.probability - b.probability,
  );
  const found = classified === 0 ? 'no whole patch' : `${count(dots.length)} found`;
  return markup`<g class="panel" data-radius="${radiusM}" transform="translate(${points(x)} ${points(y)})">
<defs>${classes.map(
    ({ colour }, number) =>
      markup`<path id="class-${index}-${number}" transform="scale(${points(size)})" d="${shapeOf(number)}" fill="${colour}" stroke="#FFF" stroke-width="${points(0.7 / size)}" paint-order="stroke" stroke-linejoin="round"/>`,
  )}</defs>
<use xlink:href="#ground"/>
<g clip-path="url(#panel)">${drawn.map((dot) => {
    const [dotX, dotY] = placeOf(box, layout, dot);
    return markup`<use xlink:href="#class-${index}-${dot.classIndex}" x="${dotX}" y="${dotY}"/>`;
  })}</g>
<rect class="frame" width="${points(panelWidth)}" height="${points(panelHeight)}" fill="none" stroke="${TEXT}" stroke-width=".5"/>
<text y="${points(panelHeight + 11)}" font-weight="600">${panelWidth < WORDY_WIDTH ? '' : 'Radius '}${metres(radiusM)}</text>
<text x="${points(panelWidth)}" y="${points(panelHeight + 11)}" font-size="7" text-anchor="end" fill="${QUIET}">${found}</text>
</g>
`;
}

/** Shapes with their names, in as many rows as the room takes. */
function drawLegend(
  classes: MapFigure['classes'],
  top: number,
  room: number,
): { drawn: Markup; width: number; height: number } {
  let x = 0;
  let row = 0;
  let widest = 0;
  const entries = classes.map(({ name, colour }, index) => {
    const width = 24 + textWidth(name);
    if (x > 0 && x + width > room) {
      x = 0;
      row += 1;
    }
    const at = x;
    x += width;
    widest = Math.max(widest, x);
    return markup`<g class="legend" transform="translate(${points(at)} ${points(top + 7 + row * LEGEND_HEIGHT)})"><path transform="translate(4 0) scale(2.8)" d="${shapeOf(index)}" fill="${colour}"/><text x="11" y="2.9">${name}</text></g>
`;
  });
  return { drawn: markup`${entries}`, width: widest, height: (row + 1) * LEGEND_HEIGHT };
}

/** The scale bar at the right edge, and an arrow to the north beside it. */
function drawScale(bar: { lengthM: number; width: number }, right: number, top: number): Markup {
  const end = right - 0.5;
  const left = end - bar.width;
  const north = left - 16;
  return markup`<g stroke="${TEXT}" fill="none"><line id="scale-bar" x1="${points(left)}" x2="${points(end)}" y1="${points(top + 7)}" y2="${points(top + 7)}"/><path d="M${points(left)} ${points(top + 4.5)}v5M${points(end)} ${points(top + 4.5)}v5" stroke-width=".8"/></g>
<text id="scale-length" x="${points(left + bar.width / 2)}" y="${points(top + 18)}" font-size="7" text-anchor="middle">${metres(bar.lengthM)}</text>
<path d="M${points(north)} ${points(top + 2)}l3.2 8.4l-3.2-2.2l-3.2 2.2z"/>
<text x="${points(north)}" y="${points(top + 18)}" font-size="7" text-anchor="middle">N</text>
`;
}
