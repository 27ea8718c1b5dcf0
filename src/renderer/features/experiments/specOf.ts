import { chosenOptions, experimentSpec, type ExperimentSpec } from '../../../shared/experiments/experiments';
import { project } from '../../state/workbench.svelte';
import { encodersFor } from './encodersFor';
import type { ExperimentForm } from './form.svelte';

/** The fewest labels of each sign with which a head can be fitted or tested. */
const LEAST_LABELS = 2;

/** The experiment that the form describes, or a sentence that says what is missing. */
export function specOf(form: Readonly<ExperimentForm>): ExperimentSpec | string {
  if (project.noTerrain !== null) return project.noTerrain;
  for (const { field } of form.options) {
    if (field.kind !== 'encoder' || encodersFor(field).length > 0) continue;
    return field.needsDecoder
      ? 'No encoder has a decoder. Train topo2vec-4 or topo2vec-1.'
      : 'Train or import an encoder first.';
  }
  const { data, error } = experimentSpec.safeParse(form.specValues());
  if (data === undefined) return error.issues[0]?.message ?? 'Fill in all fields.';
  const lacking = form.labelsInAreas.find(({ train, test }) => Math.min(train, test) < LEAST_LABELS);
  if (lacking === undefined) return data;
  return `${lacking.name} has too few labels to ${lacking.train < LEAST_LABELS ? 'train' : 'test'} on there.`;
}

/** A short summary of a specification. */
export const summaryOf = (spec: ExperimentSpec): string =>
  chosenOptions(spec)
    .map(({ summary, value }) => summary(value))
    .join('')
    .replace(/^[\s,]+/, '');
