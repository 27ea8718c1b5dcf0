import type { LabelClassInfo } from '../../../shared/contract/labels';
import type { LabelledPlaces } from '../../../shared/contract/explorations';
import type { Pixel, Scatter } from './scatter';

/** Radius of a mark, CSS pixels. */
const RADIUS_PX = 3.5;

/**
 * Draws labels where their places are in the plot, as on the map: filled where positive, hollow where negative.
 * @param classId the class whose labels are drawn; null: all
 */
export function drawMarks(
  context: CanvasRenderingContext2D,
  { x, y }: Scatter,
  { places, classIndex, positive, classIds }: LabelledPlaces,
  classes: readonly LabelClassInfo[],
  classId: string | null,
  ratio: number,
): void {
  const colours = classIds.map((id) =>
    classId === null || id === classId ? classes.find((each) => each.id === id)?.colour : undefined,
  );
  context.lineWidth = ratio;
  for (const [mark, place] of places.entries()) {
    const colour = colours[classIndex[mark] ?? -1];
    if (colour === undefined || place >= x.length) continue;
    context.beginPath();
    context.arc(x[place] ?? 0, y[place] ?? 0, RADIUS_PX * ratio, 0, 2 * Math.PI);
    context.fillStyle = positive[mark] === 1 ? colour : '#ffffff';
    context.strokeStyle = positive[mark] === 1 ? '#ffffff' : colour;
    context.fill();
    context.stroke();
  }
}

/** Draws the line around places that are being chosen, as far as it goes, closed. */
export function drawLasso(
  context: CanvasRenderingContext2D,
  lasso: readonly Pixel[],
  ratio: number,
  colour: string,
): void {
  context.beginPath();
  for (const [x, y] of lasso) context.lineTo(x, y);
  context.closePath();
  context.lineWidth = 1.5 * ratio;
  context.strokeStyle = colour;
  context.stroke();
  context.globalAlpha = 0.12;
  context.fillStyle = colour;
  context.fill();
  context.globalAlpha = 1;
}
