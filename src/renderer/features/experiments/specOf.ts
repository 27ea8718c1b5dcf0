import type { ExperimentSpecInput } from '../../../shared/experiments/experiments';
import type { LonLatBox } from '../../../shared/geo/lonLat';
import { project } from '../../state/workbench.svelte';
import type { ExperimentForm } from './form.svelte';

/** What a head needs at least of each sign, to be fitted or tested. */
const LEAST_LABELS = 2;

/** What the form asks the engine to do, or a sentence that says what it lacks. */
export function specOf(form: ExperimentForm): ExperimentSpecInput | string {
  const { kind, classIds, encoderIds, seeds } = form;
  const radiiM = [...form.chosenRadiiM];
  const box = form.box === null ? {} : { box: form.box };
  if (project.terrain === null) return 'Import terrain first.';
  if (kind !== 'reconstruction' && classIds.length === 0) return 'Choose at least one class.';
  switch (kind) {
    case 'scale-finder':
      if (radiiM.length === 0) return 'Choose at least one radius.';
      return { experiment: kind, classIds, radiiM, locations: form.locations, seeds, ...box };
    case 'table1':
    case 'table2':
      return tableSpecOf(form, kind);
    case 'map':
      if (project.defaultEncoder === null) return 'Train or import an encoder first.';
      if (radiiM.length === 0) return 'Choose at least one radius.';
      if (radiiM.length > 12) return 'Choose twelve radii at most.';
      return {
        experiment: kind,
        classIds,
        radiiM,
        encoderId: form.encoderId,
        threshold: form.threshold,
        ...(form.polygon === null ? {} : { polygon: form.polygon }),
      };
    case 'retrieval': {
      const { radiusM, queries, shown } = form;
      if (encoderIds.length === 0) return 'Choose at least one encoder.';
      return { experiment: kind, classIds, encoderIds, radiusM, queries, shown, seeds, ...box };
    }
    case 'reconstruction': {
      const chosen = form.encoders.find(({ id }) => id === form.encoderId) ?? form.encoders[0];
      if (chosen === undefined) return 'No encoder has a decoder. Train topo2vec-4 or topo2vec-1.';
      if (form.places.length === 0) return 'Pick at least one place on the map.';
      if (form.places.length > 40) return 'Pick 40 places at most.';
      if (radiiM.length === 0) return 'Choose at least one radius.';
      if (radiiM.length > 12) return 'Choose twelve radii at most.';
      return { experiment: kind, locations: form.places, radiiM, encoderId: chosen.id };
    }
    case 'map-quality':
      return mapQualitySpecOf(form);
  }
}

function mapQualitySpecOf(form: ExperimentForm): ExperimentSpecInput | string {
  const { classIds, encoderIds, radiusM, stepM, toleranceM, leastElevationM, bothWays, rivals, draws } = form;
  if (encoderIds.length === 0) return 'Choose at least one encoder.';
  const ground = groundOf(form);
  if (typeof ground === 'string') return ground;
  return {
    experiment: 'map-quality',
    ...{ classIds, encoderIds, radiusM, stepM, toleranceM },
    ...ground,
    bothWays,
    ...(leastElevationM === null ? {} : { leastElevationM }),
    rivals: [...rivals],
    draws,
  };
}

/** Where to train and to test, or a sentence that says what is lacking there. */
function groundOf({
  trainBox,
  testBox,
  labelsOnGround,
}: ExperimentForm): { trainBox: LonLatBox; testBox: LonLatBox } | string {
  if (trainBox === null || testBox === null) return 'Say where to train and where to test.';
  const lacking = labelsOnGround.find(({ train, test }) => Math.min(train, test) < LEAST_LABELS);
  if (lacking === undefined) return { trainBox, testBox };
  const use = lacking.train < LEAST_LABELS ? 'train' : 'test';
  return `${lacking.name} has too few labels to ${use} on there.`;
}

function tableSpecOf(form: ExperimentForm, experiment: 'table1' | 'table2'): ExperimentSpecInput | string {
  const { sizes, seeds } = form;
  const ground = groundOf(form);
  if (typeof ground === 'string') return ground;
  const chosen = project.encoders.filter(({ id }) => form.encoderIds.includes(id));
  const rows = chosen.flatMap(({ id, card }) => {
    const row = { encoderId: id, c: form.paperC ? 1 : card.headC };
    return form.turned && !card.invariant ? [row, { ...row, symmetries: true }] : [row];
  });
  const methods = [...rows, ...form.otherMethods];
  if (methods.length === 0) return 'Choose at least one method.';
  return {
    experiment,
    columns: form.classIds.map((classId) => ({ classId, radiusM: form.radiusOf(project.classOf(classId)) })),
    methods,
    ...ground,
    trainSize: sizes.train,
    testSize: sizes.test,
    seeds,
  };
}

const several = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** What a specification amounts to, in a few words. */
export function summaryOf(spec: ExperimentSpecInput): string {
  switch (spec.experiment) {
    case 'scale-finder':
      return `${classesOf(spec.classIds)} at ${radiiOf(spec.radiiM)}, ${several(spec.seeds ?? 1, 'seed')}`;
    case 'table1':
    case 'table2':
      return `${several(spec.methods.length, 'row')} for ${classesOf(spec.columns)}, ${several(spec.seeds ?? 1, 'seed')}`;
    case 'map':
      return `${classesOf(spec.classIds)} at ${radiiOf(spec.radiiM)}`;
    case 'retrieval':
      return `${classesOf(spec.classIds)} with ${several(spec.encoderIds.length, 'encoder')}`;
    case 'reconstruction':
      return `${several(spec.locations.length, 'place')} at ${radiiOf(spec.radiiM)}`;
    case 'map-quality':
      return `${classesOf(spec.classIds)} with ${several(spec.encoderIds.length, 'encoder')} and ${several((spec.rivals ?? []).length, 'rival')}, ${several(spec.draws ?? 5, 'draw')}`;
  }
}

const classesOf = ({ length }: readonly unknown[]): string => several(length, 'class', 'classes');
const radiiOf = ({ length }: readonly unknown[]): string => several(length, 'radius', 'radii');
