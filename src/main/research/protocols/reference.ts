/** A row of an independent implementation; percent by column of the protocol, sd where it was noted. */
interface ReferenceRow {
  readonly name: string;
  readonly values: readonly string[];
}

/**
 * Mean accuracies (and standard deviations over the ten seeds) of an implementation in PyTorch 2.15 and scikit-learn 1.9 on
 * the same locations and draws, SVC with C = 1 but for polar. Its encoders saw 20,000 patches of davos 33 times.
 */
export const reference: Readonly<Record<string, readonly ReferenceRow[]>> = {
  P1: [
    { name: 'ID', values: ['81.7 ± 2.4', '85.2 ± 2.2', '54.1 ± 4.8', '62.7 ± 6.0', '61.7 ± 3.4'] },
    { name: 'topo2vec-1', values: ['81.0 ± 2.3', '82.5 ± 3.4', '54.1 ± 5.6', '63.0 ± 6.4', '62.0 ± 4.9'] },
    { name: 'topo2vec-4', values: ['79.6 ± 2.3', '83.9 ± 2.3', '52.3 ± 4.9', '62.9 ± 6.3', '62.5 ± 2.7'] },
    { name: 'untrained', values: ['72.3', '70.3', '49.5', '50.8', '58.6'] },
    { name: 'CNN', values: ['83.9', '85.4', '53.2', '59.2', '61.5'] },
  ],
  D: [
    { name: 'ID', values: ['93.0', '92.3', '88.3', '91.0'] },
    { name: 'topo2vec-1', values: ['93.5', '92.6', '87.7', '90.6'] },
    { name: 'topo2vec-4', values: ['93.8', '92.8', '87.8', '91.7'] },
    { name: 'untrained', values: ['90.4', '88.5', '75.9', '75.6'] },
    { name: 'CNN', values: ['93.8', '92.0', '88.5', '87.2'] },
  ],
};
