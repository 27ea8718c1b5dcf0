/** Samples along a patch's edge: the location in the middle and N = 8 on each side (paper, section 2.3 and 2.4). */
export const PATCH_SIZE = 17;

/** Values of one patch, row-major, north row first, west column first. */
export const PATCH_VALUES = PATCH_SIZE * PATCH_SIZE;

/** Values of one embedding of a topo2vec network (paper, section 2.4). */
export const EMBEDDING_SIZE = 128;

/** Metres between samples of a patch of radius `radiusM`: s = r / N with N = 8 (paper, section 2.3). */
export const spacingM = (radiusM: number): number => radiusM / 8;

/**
 * Metres from a location within which all pixels lie that its patch is read from: the radius, and two spacings, since the
 * outermost samples are bilinear and may be means of cells as wide as half a spacing.
 * @param radii how far the samples reach where more than the patch is read, in radii
 */
export const reachM = (radiusM: number, radii = 1): number => radii * radiusM + 2 * spacingM(radiusM);

/** Metres that training and test locations keep from each other, so that no pixel is in the patches of both. */
export const splitMarginM = (radiusM: number): number => 2 * reachM(radiusM);

/**
 * Metres that a random negative keeps from every known positive of its class: 500 m, or two radii where that is less (at
 * fine scales a peak's own slope is a fair negative).
 */
export const negativeDistanceM = (radiusM: number): number => Math.min(500, 2 * radiusM);
