/** Metres from line to line on maps; those with a divisor of 10 have thick lines every fifth, the others every fourth. */
export const contourIntervalsM = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000] as const;

/** Lines lie 4 pixels apart where the terrain rises by 2.5 pixels for each pixel … so that steep terrain stays readable. */
const RISE_PER_PIXEL = 2.5;

/** Fixed intervals are not drawn once lines would touch even on gentle terrain. */
const LEAST_RISE_PER_PIXEL = 0.3;

/**
 * The interval that contour lines have.
 * @param chosenM the one that the user chose; null: by zoom
 * @param pixelM size of a map pixel on the ground, metres
 * @returns metres; null where the chosen one is too narrow to be drawn
 */
export function contourInterval(chosenM: number | null, pixelM: number): number | null {
  if (chosenM !== null) return chosenM < LEAST_RISE_PER_PIXEL * pixelM ? null : chosenM;
  return contourIntervalsM.find((intervalM) => intervalM >= RISE_PER_PIXEL * pixelM) ?? 1000;
}

/** Metres between the thick, labelled lines of an interval. */
export const indexIntervalM = (intervalM: number): number => intervalM * (intervalM === 25 ? 4 : 5);
