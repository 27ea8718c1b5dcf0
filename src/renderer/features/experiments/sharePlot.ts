/** Plots whose axes are shares: their size and the field in it, pixels. */
export const plotSize = { width: 316, height: 222 } as const;
export const plotField = { left: 26, right: 306, top: 20, bottom: 190 } as const;

/** Pixels from the left of a share 0..1. */
export const shareX = (share: number): number => plotField.left + share * (plotField.right - plotField.left);

/** Pixels from the top of a share 0..1. */
export const shareY = (share: number): number =>
  plotField.bottom - share * (plotField.bottom - plotField.top);
