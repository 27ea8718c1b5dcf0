import { meanOf, type Method } from './mapQualityFigures';

/** A method's curve of precision over recall; shares 0..1. */
export interface DrawnCurve {
  readonly method: Method;
  readonly averagePrecision: number;
  readonly line: readonly { readonly recall: number; readonly precision: number }[];
  /** What is shown from each threshold; none of rules. */
  readonly dots: readonly {
    readonly threshold: number;
    readonly recall: number;
    readonly precision: number;
  }[];
}

/** The curves of the methods that answer, the best first. Beyond the recall that all detections reach there is no curve. */
export const curvesOf = (methods: readonly Method[]): DrawnCurve[] =>
  methods
    .flatMap((method): DrawnCurve[] => {
      const { figures, row } = method;
      if (figures === null || row.curve.length < 2) return [];
      return [
        {
          method,
          averagePrecision: meanOf(figures.averagePrecision) ?? 0,
          line: row.curve.flatMap((precision, index) =>
            precision > 0 ? [{ recall: index / (row.curve.length - 1), precision }] : [],
          ),
          dots: (figures.shown ?? []).flatMap((shown) => {
            const [precision, recall] = [meanOf(shown.precision), meanOf(shown.recall)];
            return precision === null || recall === null ? [] : [{ ...shown, precision, recall }];
          }),
        },
      ];
    })
    .sort((a, b) => b.averagePrecision - a.averagePrecision);

/** A method's dots of a reliability diagram. */
export interface DrawnReliability {
  readonly method: Method;
  /** By rising probability; bins without detections have none. */
  readonly dots: readonly {
    readonly low: number;
    readonly high: number;
    readonly count: number;
    /** Mean probability, and the share that is known. */
    readonly said: number;
    readonly known: number;
    /** Radius as a share of the largest dot's: areas are as the numbers of detections. */
    readonly size: number;
  }[];
}

/** The reliability of the methods that have probabilities. */
export function reliabilityOf(methods: readonly Method[]): DrawnReliability[] {
  const filled = methods.flatMap((method) => {
    const bins = (method.row.reliability ?? []).filter(({ count }) => count > 0);
    return bins.length === 0 ? [] : [{ method, bins }];
  });
  const fullest = Math.max(...filled.flatMap(({ bins }) => bins.map(({ count }) => count)));
  return filled.map(({ method, bins }) => ({
    method,
    dots: bins.map(({ low, high, count, meanScore, right }) => ({
      low,
      high,
      count,
      said: meanScore,
      known: right / count,
      size: Math.sqrt(count / fullest),
    })),
  }));
}
