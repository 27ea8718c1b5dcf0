import { joinRows, rowsOfPatches, type Fit, type HeadProblem } from './headProblem';

/** Examples that vote, scikit-learn's default. */
const NEIGHBOURS = 5;

/** Nothing is fitted: a head of the nearest neighbours keeps its examples. Signs that are rarer weigh no more. */
export const nearestFit = (problem: HeadProblem): Promise<Fit> =>
  Promise.resolve((patches) => {
    const { rows, labels } = rowsOfPatches(problem, patches);
    const { size, copies } = problem;
    return {
      ...{ kind: 'nearest', k: Math.min(NEIGHBOURS, rows.length), size, copies, plattA: -1, plattB: 0 },
      vectors: joinRows(problem, rows),
      coefficients: Float32Array.from(labels, (label) => 2 * label - 1),
    };
  });
