/** Samples along a patch's edge: the location in the middle and N = 8 on each side (paper, section 2.3 and 2.4). */
export const PATCH_SIZE = 17;

/** Values of one patch, row-major, north row first, west column first. */
export const PATCH_VALUES = PATCH_SIZE * PATCH_SIZE;

/** Values of one embedding of a topo2vec network (paper, section 2.4). */
export const EMBEDDING_SIZE = 128;

/** Metres between samples of a patch of radius `radiusM`: s = r / N with N = 8 (paper, section 2.3). */
export const spacingM = (radiusM: number): number => radiusM / 8;
