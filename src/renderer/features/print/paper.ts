/** Sizes of paper, millimetres (ISO 216). */
export const papers = {
  a4: { name: 'A4', shortMm: 210, longMm: 297 },
  a3: { name: 'A3', shortMm: 297, longMm: 420 },
} as const;
export type PaperId = keyof typeof papers;
export type Orientation = 'landscape' | 'portrait';

/** A rectangle on the page, millimetres from its upper left corner. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where everything is on a page, millimetres. */
export interface PageLayout {
  readonly widthMm: number;
  readonly heightMm: number;
  readonly title: Rect;
  /** The map within its inner frame. */
  readonly map: Rect;
  readonly legend: Rect;
  /** Scale, scale bar, north arrow. */
  readonly scale: Rect;
  /** Provenance and attribution. */
  readonly notes: Rect;
  /** Whether the last two end at the page's foot, so that what is left free is above them. */
  readonly atFoot: boolean;
}

const MARGIN_MM = 9;
/** Between the frames of the map, where the graticule's numbers are. */
export const FRAME_MM = 4.6;
const GAP_MM = 7;

/** Lays out a page: beside the map what explains it, on upright pages above and below it. */
export function pageLayout(paper: PaperId, orientation: Orientation): PageLayout {
  const { shortMm, longMm } = papers[paper];
  const upright = orientation === 'portrait';
  const [widthMm, heightMm] = upright ? [shortMm, longMm] : [longMm, shortMm];
  const right = widthMm - MARGIN_MM;
  const bottom = heightMm - MARGIN_MM;
  if (upright) {
    const foot = 0.22 * heightMm;
    const width = right - MARGIN_MM;
    const framed = {
      x: MARGIN_MM,
      y: MARGIN_MM + 17,
      width,
      height: bottom - foot - GAP_MM - MARGIN_MM - 17,
    };
    const third = (width - 2 * GAP_MM) / 3;
    const y = bottom - foot;
    return {
      widthMm,
      heightMm,
      title: { x: MARGIN_MM, y: MARGIN_MM, width, height: 17 },
      map: within(framed),
      legend: { x: MARGIN_MM, y, width: third, height: foot },
      scale: { x: MARGIN_MM + third + GAP_MM, y, width: third, height: foot },
      notes: { x: MARGIN_MM + 2 * (third + GAP_MM), y, width: third, height: foot },
      atFoot: false,
    };
  }
  const side = 58 + 0.12 * (widthMm - papers.a4.longMm);
  const x = right - side;
  const scale = { x, y: 0, width: side, height: 31 };
  const notes = { x, width: side, height: 46 + 0.1 * (heightMm - papers.a4.shortMm), y: 0 };
  notes.y = bottom - notes.height;
  scale.y = notes.y - scale.height - 3;
  const title = { x, y: MARGIN_MM, width: side, height: 25 };
  const legendY = title.y + title.height + 4;
  return {
    widthMm,
    heightMm,
    title,
    map: within({ x: MARGIN_MM, y: MARGIN_MM, width: x - GAP_MM - MARGIN_MM, height: bottom - MARGIN_MM }),
    legend: { x, y: legendY, width: side, height: scale.y - legendY - 3 },
    scale,
    notes,
    atFoot: true,
  };
}

/** The inner of two frames. */
const within = ({ x, y, width, height }: Rect): Rect => ({
  x: x + FRAME_MM,
  y: y + FRAME_MM,
  width: width - 2 * FRAME_MM,
  height: height - 2 * FRAME_MM,
});
