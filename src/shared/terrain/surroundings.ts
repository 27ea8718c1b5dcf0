/** Kinds of critical points of ground, in the order in which surroundings tell of them. */
export const criticalKinds = ['summit', 'pass', 'pit'] as const;
export type CriticalKind = (typeof criticalKinds)[number];

/** Half the sides of the patches whose relief belongs to a place's surroundings, in radii of the place. */
export const RELIEF_RADII = [0.5, 1, 2, 4] as const;

/** How far from a place critical points belong to its surroundings, in radii. */
export const CRITICAL_RADII = [0.5, 1] as const;

/** How far from a place an anchor lies at most, in radii. */
export const ANCHOR_RADII = 0.25;

/**
 * Numbers that tell of the ground around a place, whatever stands in its patch:
 * - ln(max(relief, 1 m)) of the patches of `RELIEF_RADII`; where a patch is not whole the relief of the narrower one before
 *   it, times sqrt 2, stands for its own; NaN where even the first is not whole;
 * - for each of `CRITICAL_RADII` and within it each of `criticalKinds`: ln(1 + persistence in metres) of the most persistent
 *   critical point that is no further away; 0 where there is none.
 */
export const SURROUNDING_VALUES = RELIEF_RADII.length + CRITICAL_RADII.length * criticalKinds.length;
