import { classicalForms } from '../../../shared/terrain/landforms';
import { PATCH_SIZE } from '../../../shared/terrain/patch';
import { geomorphons } from './geomorphon';
import { topographicPosition } from './position';
import { curvatureProduct, levelPointM, quadraticOf } from './quadratic';

/** Ground further than so many standard deviations from its surroundings is ridge or valley (Weiss 2001, slope positions). */
const RIDGE_OR_VALLEY = 1;

/** Codes of `landforms`. */
const SUMMIT = 2;
const VALLEY = 9;

/**
 * Whether the classical method finds a place of the class at each patch's middle: a geomorphon summit for peaks, a
 * geomorphon valley for rivers, a pass for saddles. Nothing in it is fitted to labels.
 * @param patches [n, 289] metres
 * @param spacingM metres between samples
 * @returns [n] 1 for yes, 0 for no, NaN where a value is NaN; null for a class that it cannot answer
 */
export function classicalAnswer(
  classId: string,
  patches: Float32Array,
  spacingM: number,
): Float32Array | null {
  switch (classicalForms[classId]) {
    case 'summit':
      return isForm(SUMMIT, patches, spacingM);
    case 'valley':
      return isForm(VALLEY, patches, spacingM);
    case 'pass':
      return isPass(patches, spacingM);
    default:
      return null;
  }
}

const isForm = (wanted: number, patches: Float32Array, spacingM: number): Float32Array =>
  Float32Array.from(geomorphons(patches, spacingM), (code) => (code === 0 ? NaN : Number(code === wanted)));

/**
 * A pass: the quadratic nearest to the patch curves up one way and down the other (Wood 1996, table 4.2), it is level at a
 * place within the radius, which takes the part of Wood's slope tolerance and needs no number, and the middle is neither
 * ridge nor valley by its topographic position.
 */
function isPass(patches: Float32Array, spacingM: number): Float32Array {
  const radiusM = ((PATCH_SIZE - 1) / 2) * spacingM;
  return topographicPosition(patches).map((position, patch) => {
    if (Number.isNaN(position)) return NaN;
    const curved = quadraticOf(patches, patch, spacingM);
    return Number(
      curvatureProduct(curved) < 0 && Math.abs(position) <= RIDGE_OR_VALLEY && levelPointM(curved) <= radiusM,
    );
  });
}
