import { PATCH_SIZE, PATCH_VALUES } from '../../../shared/terrain/patch';
import { classicalAnswer } from './classicalAnswer';
import { lookOut } from './geomorphon';
import { curvatureProduct, levelPointM, quadraticOf } from './quadratic';

/**
 * How much the middle of each patch is a landform by a rule.
 * @param patches [n, 289] metres
 * @returns [n] above 0; NaN where the rule finds none
 */
export type PatchScores = (patches: Float32Array, spacingM: number) => Float32Array;

/** Samples from a patch's middle to its edge. */
const REACH = (PATCH_SIZE - 1) / 2;

/** The paper's flatness (see geomorphons), radians. */
const FLATNESS = Math.PI / 180;

/**
 * Geomorphon summits, by positive less negative openness (Yokoyama, Shirasawa & Pike 2002, Photogrammetric Engineering &
 * Remote Sensing 68, 257-265): the mean angle, radians, by which the eight lines of sight look down.
 */
export const geomorphonSummits: PatchScores = (patches, spacingM) =>
  answered('peak', patches, spacingM, (patch) => -meanAngle(patches, patch, spacingM));

/** Geomorphon valleys, by the mean angle, radians, by which the eight lines of sight look up. */
export const geomorphonValleys: PatchScores = (patches, spacingM) =>
  answered('river', patches, spacingM, (patch) => meanAngle(patches, patch, spacingM));

/**
 * Passes by lines of sight: around the middle, lines that look up and lines that look down take turns twice (Peucker &
 * Douglas 1975, Computer Graphics and Image Processing 4, 375-387), beyond the flatness of geomorphons. By the angle, radians, that
 * the weakest of the four groups has in its strongest line. The ten forms have no pass.
 */
export const geomorphonPasses: PatchScores = (patches, spacingM) =>
  scored(patches, (patch) => passAngle(lookOut(patches, patch, spacingM)));

/**
 * Peaks by curvature: the quadratic nearest to the patch curves down both ways and is level within the radius; by the product
 * of both curvatures (Wood 1996, "The geomorphological characterisation of digital elevation models", table 4.2).
 */
export const quadraticPeaks: PatchScores = (patches, spacingM) =>
  scored(patches, (patch) => {
    const curved = quadraticOf(patches, patch, spacingM);
    const product = curvatureProduct(curved);
    const isPeak = product > 0 && curved.xx < 0 && levelPointM(curved) <= REACH * spacingM;
    return isPeak ? product : NaN;
  });

/**
 * Passes by curvature: the quadratic curves up one way and down the other, by the product of both curvatures without its
 * sign. It is level within two spacings, which is as far as the next patch of a survey: passes are narrower than summits.
 */
export const quadraticPasses: PatchScores = (patches, spacingM) =>
  scored(patches, (patch) => {
    const curved = quadraticOf(patches, patch, spacingM);
    const product = curvatureProduct(curved);
    return product < 0 && levelPointM(curved) <= 2 * spacingM ? -product : NaN;
  });

/** Scores of the patches that the classical answer finds to be of a class. */
function answered(
  classId: 'peak' | 'river',
  patches: Float32Array,
  spacingM: number,
  score: (patch: number) => number,
): Float32Array {
  const answers = classicalAnswer(classId, patches, spacingM);
  return scored(patches, (patch) => (answers?.[patch] === 1 ? score(patch) : NaN));
}

const scored = (patches: Float32Array, score: (patch: number) => number): Float32Array =>
  Float32Array.from({ length: patches.length / PATCH_VALUES }, (_, patch) => score(patch));

const meanAngle = (patches: Float32Array, patch: number, spacingM: number): number =>
  lookOut(patches, patch, spacingM).reduce((sum, angle) => sum + angle / 8, 0);

/** @param balances [8] radians, around the middle; NaN for no pass */
function passAngle(balances: Float64Array): number {
  if (balances.some((balance) => Number.isNaN(balance))) return NaN;
  const leaning = balances.filter((balance) => Math.abs(balance) > FLATNESS);
  const turn = leaning.findIndex((balance, i) => balance * (leaning.at(i - 1) ?? 0) < 0);
  const strongest: number[] = [];
  for (let i = 0; turn >= 0 && i < leaning.length; i++) {
    const balance = leaning[(turn + i) % leaning.length] ?? 0;
    const group = strongest.at(-1) ?? 0;
    if (balance * group <= 0) strongest.push(balance);
    else if (Math.abs(balance) > Math.abs(group)) strongest[strongest.length - 1] = balance;
  }
  return strongest.length < 4 ? NaN : Math.min(...strongest.map(Math.abs));
}
