import type { TrainingCurve } from '../../../shared/taskResult';

/** The most points of a curve; beyond it every second one is dropped. */
const POINTS_MAX = 300;

/** A training's state at one moment. */
export interface CurvePoint {
  readonly images: number;
  readonly lossTrain: number;
  readonly lossValidation: number | null;
  /** Other losses by name. */
  readonly losses: Readonly<Record<string, number>>;
  readonly imagesPerSecond: number;
}

/** The curve with one point more. Points with a validation loss are kept when the curve is thinned out. */
export function curveWith(curve: TrainingCurve, point: CurvePoint): TrainingCurve {
  const names = new Set([...Object.keys(curve.others), ...Object.keys(point.losses)]);
  const others = [...names].map((name): [string, (number | null)[]] => {
    const before = curve.others[name] ?? curve.images.map(() => null);
    return [name, [...before, point.losses[name] ?? null]];
  });
  const longer: TrainingCurve = {
    images: [...curve.images, point.images],
    train: [...curve.train, point.lossTrain],
    validation: [...curve.validation, point.lossValidation],
    others: Object.fromEntries(others),
    imagesPerSecond: point.imagesPerSecond,
  };
  if (longer.images.length <= POINTS_MAX) return longer;
  const last = longer.images.length - 1;
  const kept = longer.images.flatMap((_, index) =>
    index % 2 === 0 || index === last || (longer.validation[index] ?? null) !== null ? [index] : [],
  );
  const thinned =
    kept.length <= POINTS_MAX
      ? kept
      : kept.filter((_, index) => index % 2 === 0 || index === kept.length - 1);
  return {
    images: thinned.map((index) => longer.images[index] ?? 0),
    train: thinned.map((index) => longer.train[index] ?? 0),
    validation: thinned.map((index) => longer.validation[index] ?? null),
    others: Object.fromEntries(
      others.map(([name, values]) => [name, thinned.map((index) => values[index] ?? null)]),
    ),
    imagesPerSecond: longer.imagesPerSecond,
  };
}
