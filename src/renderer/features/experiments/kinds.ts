import type { ExperimentKind } from '../../../shared/experiments/experiments';

/** An experiment as the panel offers it. */
export interface KindEntry {
  readonly kind: ExperimentKind;
  readonly name: string;
  /** Where the paper has it; null: it has no such experiment. */
  readonly source: string | null;
  readonly question: string;
}

export const kinds: readonly KindEntry[] = [
  {
    kind: 'map-quality',
    name: 'Map quality',
    source: null,
    question: 'How much of what a map shows is there, and how much of what is there does it show?',
  },
  {
    kind: 'scale-finder',
    name: 'Scale finder',
    source: 'Fig. 4',
    question: 'At which radius is each class told best?',
  },
  {
    kind: 'table1',
    name: 'Methods on natural classes',
    source: 'Table 1',
    question: 'How well does each method tell peaks, rivers, cliffs and saddles on ground it has not seen?',
  },
  {
    kind: 'table2',
    name: 'Methods on places of use',
    source: 'Table 2',
    question: 'And stations, huts, waterfalls and sinkholes, which have fewer labels?',
  },
  {
    kind: 'map',
    name: 'Multi-scale map',
    source: 'Fig. 5',
    question: 'Where is each class found, radius by radius?',
  },
  {
    kind: 'retrieval',
    name: 'Retrieval',
    source: 'Fig. 6',
    question: 'What is nearest to known places, and how much of it is of their class?',
  },
  {
    kind: 'reconstruction',
    name: 'Reconstruction',
    source: 'Section 2',
    question: 'Which detail does an encoder see in a patch that the patch does not show?',
  },
];

/** The entry of an experiment. */
export function kindOf(kind: ExperimentKind): KindEntry {
  const found = kinds.find((entry) => entry.kind === kind);
  if (found === undefined) throw new Error(`There is no experiment ${kind}.`);
  return found;
}
