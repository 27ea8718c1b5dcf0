import { meanAndSd } from '../../../shared/statistics/paired';

/** A radius in the plot of a class, in pixels from the top left. */
export interface PlotPoint {
  readonly radiusM: number;
  /** Shares 0..1. */
  readonly mean: number;
  readonly sd: number;
  readonly x: number;
  readonly y: number;
  /** Where mean + sd and mean - sd lie. */
  readonly top: number;
  readonly bottom: number;
}

/** Size of a plot, and what it keeps free around its points; pixels. */
export const plotSize = { width: 316, height: 72, margin: 8 } as const;

/**
 * Places the accuracies of a class over a logarithmic axis of radii. A radius without accuracies has no point.
 * @param accuracies shares 0..1 by radius (outer) and seed
 * @param floor share at the bottom of the plot; its top is 1
 */
export function plotPoints(
  radiiM: readonly number[],
  accuracies: readonly (readonly number[])[],
  floor: number,
): PlotPoint[] {
  const { width, height, margin } = plotSize;
  const logs = radiiM.map(Math.log);
  const first = Math.min(...logs);
  const span = Math.max(...logs) - first;
  const y = (share: number): number =>
    margin + (1 - (Math.max(floor, Math.min(1, share)) - floor) / (1 - floor)) * (height - 2 * margin);
  return radiiM.flatMap((radiusM, index) => {
    const bySeed = accuracies[index] ?? [];
    if (bySeed.length === 0) return [];
    const { mean, sd } = meanAndSd(bySeed);
    const share = span === 0 ? 0.5 : ((logs[index] ?? first) - first) / span;
    return {
      radiusM,
      mean,
      sd,
      x: margin + share * (width - 2 * margin),
      y: y(mean),
      top: y(mean + sd),
      bottom: y(mean - sd),
    };
  });
}
