import type { LabelClassInfo } from '../../../shared/contract/labels';
import { count, several } from '../../../shared/format';
import { project } from '../../state/workbench.svelte';

/** What the project has of a class. */
export interface RestsOn {
  /** `41 labels (35 positive, 6 negative) and 2 areas`; empty for none. */
  readonly labels: string;
  readonly heads: number;
  readonly runs: number;
}

export function restsOn({ id, positives, negatives }: LabelClassInfo): RestsOn {
  const areas = project.areas.filter(({ classId }) => classId === id).length;
  const parts = [
    positives + negatives === 0
      ? ''
      : `${several(positives + negatives, 'label')} (${count(positives)} positive, ${count(negatives)} negative)`,
    areas === 0 ? '' : several(areas, 'area'),
  ];
  return {
    labels: parts.filter((part) => part !== '').join(' and '),
    heads: project.heads.filter(({ classId }) => classId === id).length,
    runs: project.runs.filter(({ classIds }) => classIds.includes(id)).length,
  };
}

/** What becomes of heads and runs of a class that goes; empty where there are none. */
export function fateOf({ heads, runs }: RestsOn, name: string): string {
  return [
    heads === 0
      ? ''
      : `${several(heads, 'head')} of ${name} ${heads === 1 ? 'is' : 'are'} removed with it, until you undo.`,
    runs === 0
      ? ''
      : `${several(runs, 'run')} ${runs === 1 ? 'keeps its' : 'keep their'} detections of it, in grey.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}
