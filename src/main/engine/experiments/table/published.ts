import { paperClasses } from '../../../../shared/labels/labelClasses';

/** Accuracy in percent and its standard deviation over ten seeds. */
interface Published {
  readonly mean: number;
  readonly sd: number;
}

const classes: readonly string[] = [...paperClasses.natural, ...paperClasses.use];

/** Accuracies of Table 1 (the first four classes) and Table 2 of the paper, as mean and standard deviation. */
const rows: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  id: [
    [92.4, 0.5],
    [75.9, 1.8],
    [74.4, 2.8],
    [87.5, 1.2],
    [63.9, 5.5],
    [59.2, 3.6],
    [69.2, 2.6],
    [62.5, 2.4],
  ],
  cnn: [
    [92.3, 0.5],
    [76.4, 0.7],
    [72.2, 1.8],
    [84.1, 1.3],
    [75.5, 2.1],
    [73.3, 1.6],
    [69.7, 2.4],
    [55.3, 2.9],
  ],
  saumoco: [
    [86.9, 2.3],
    [81.7, 2.2],
    [66.2, 2.5],
    [67.3, 2.3],
    [69.7, 3.6],
    [73.3, 2.8],
    [55.3, 3.1],
    [56.5, 4.3],
  ],
  'topo2vec-1': [
    [93.5, 0.7],
    [81.3, 2.2],
    [71.4, 1.7],
    [80.5, 2.3],
    [79.4, 1.5],
    [70.9, 2.7],
    [77.9, 2.2],
    [60.1, 2.1],
  ],
  'topo2vec-4': [
    [93.1, 0.9],
    [80.9, 1.7],
    [75.8, 2.1],
    [89.0, 1.3],
    [82.1, 2.0],
    [75.7, 1.4],
    [73.3, 1.6],
    [63.2, 2.5],
  ],
  'topo2vec-adv': [
    [92.8, 0.3],
    [82.6, 1.2],
    [78.1, 2.8],
    [88.7, 2.2],
    [82.8, 1.8],
    [75.5, 1.3],
    [74.8, 1.6],
    [62.9, 2.4],
  ],
};

/**
 * What the paper (Kavitzky et al., "Topo2vec: Topography Embedding Using the Fractal Effect", tables 1 and 2) reports for a
 * method on a class; null where it reports nothing.
 * @param method e.g. `topo2vec-4`, the variant of an encoder's card
 */
export function publishedAccuracy(method: string, classId: string): Published | null {
  const [mean, sd] = rows[method]?.[classes.indexOf(classId)] ?? [];
  return mean === undefined || sd === undefined ? null : { mean, sd };
}
