import type { LonLatBox } from '../../../../shared/geo/lonLat';
import { sidesM } from '../../export/hillshade';

/** Width of the figure in points: 180 mm, the text width of a journal's page. */
const FIGURE_WIDTH = 510;

/** Height of all panels that the figure keeps to, points. */
const PANELS_HEIGHT = 460;

/** Between panels, points. */
export const GAP = 8;

/** Under each panel for its label, points. */
export const LABEL_HEIGHT = 15;

/** The least width that the scale bar and the line under it all need, points. */
const LEAST_WIDTH = 240;

/** More columns are taken where they cost no more than this share of the panels' width: figures are rather wide than high. */
const WIDE_COST = 0.15;

/** Where panels lie, in points. */
export interface Layout {
  readonly columns: number;
  readonly rows: number;
  readonly panelWidth: number;
  readonly panelHeight: number;
  /** Of the whole figure. */
  readonly width: number;
}

/**
 * Panels of equal size, each a box in plate carrée that is true to scale at the latitude of its middle, in as many columns
 * as make them largest without leaving gaps in the last row where that can be helped.
 */
export function layOut(box: LonLatBox, panels: number): Layout {
  const { widthM, heightM } = sidesM(box);
  const aspect = heightM / widthM;
  const choices = Array.from({ length: panels }, (_, index) => {
    const columns = index + 1;
    const rows = Math.ceil(panels / columns);
    const widest = (FIGURE_WIDTH - (columns - 1) * GAP) / columns;
    const highest = (PANELS_HEIGHT - rows * (LABEL_HEIGHT + GAP)) / rows;
    const panelWidth = Math.min(widest, highest / aspect);
    return { columns, rows, panelWidth, score: panelWidth * (panels / (columns * rows)) ** 2 };
  });
  const best = Math.max(...choices.map(({ score }) => score));
  const choice = choices.reverse().find(({ score }) => score >= (1 - WIDE_COST) * best);
  const { columns, rows, panelWidth } = choice ?? { columns: 1, rows: panels, panelWidth: FIGURE_WIDTH };
  return {
    columns,
    rows,
    panelWidth,
    panelHeight: panelWidth * aspect,
    width: Math.max(columns * panelWidth + (columns - 1) * GAP, LEAST_WIDTH),
  };
}

/** Share of a panel's width that its scale bar may take. */
const LONGEST_BAR = 0.5;

/** The longest length of 1, 2 or 5 times a power of ten that a scale bar has room for. */
export function scaleBar(box: LonLatBox, panelWidth: number): { lengthM: number; width: number } {
  const { widthM } = sidesM(box);
  const longestM = LONGEST_BAR * widthM;
  const power = 10 ** Math.floor(Math.log10(longestM));
  const lengthM = power * ([5, 2].find((times) => times * power <= longestM) ?? 1);
  return { lengthM, width: (lengthM / widthM) * panelWidth };
}
