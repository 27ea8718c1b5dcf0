import type { LabelClassInfo } from '../../../shared/contract/labels';
import { experimentOf, type ExperimentKind } from '../../../shared/experiments/experiments';
import type { FieldOf, Kind, Values } from '../../../shared/experiments/options/field';
import { type Option, optionsOf } from '../../../shared/experiments/options/option';
import { suggested, type Offer, valueInSpec } from '../../../shared/experiments/options/suggested';
import { grown, type LonLatBox } from '../../../shared/geo/lonLat';
import { splitMarginM } from '../../../shared/terrain/patch';
import { project } from '../../state/workbench.svelte';
import { existing } from './existing';
import { middleOf, positivesIn } from './labelCounts';
import { splitAreas } from './splitAreas';

/** What was chosen, by kind of option, then by experiment and option. */
type Chosen = { readonly [K in Kind]?: Readonly<Record<string, Values[K]>> };

/** A part of the form: options under a heading. */
interface Part {
  readonly heading: string | null;
  readonly options: readonly Option[];
}

/**
 * The experiment that is being prepared, with what was chosen of its options; what was not is as the project suggests. It
 * outlives the panel, so that looking at another panel loses nothing.
 */
export class ExperimentForm {
  private chosenKind = $state<ExperimentKind>('map-quality');
  private made = $state.raw<{ readonly path: string | undefined; readonly chosen: Chosen }>({
    path: undefined,
    chosen: {},
  });
  /** What was chosen for another project means nothing in this one. */
  private readonly chosen: Chosen = $derived.by(() =>
    this.made.path === project.info?.path ? this.made.chosen : {},
  );

  readonly kind = $derived(this.chosenKind);
  readonly experiment = $derived(experimentOf(this.chosenKind));
  readonly options = $derived(optionsOf(this.experiment.spec));
  readonly radiiM = $derived(project.terrain?.radiiM ?? []);
  /** Classes that can be learned, which takes labels. */
  readonly classes = $derived(project.classes.filter(({ positives }) => positives > 0));

  /** The radius of the experiment, metres; null: it has none or several. */
  readonly radiusM = $derived.by(() => {
    const option = this.options.find(({ field }) => field.kind === 'radius');
    return option?.field.kind === 'radius' ? this.valueOf(option.key, option.field) : null;
  });

  /** Classes that take part, with the radius of each, metres. */
  readonly columns: Values['columns'] = $derived.by(() => {
    const radiusM = this.radiusM ?? this.radiiM[0] ?? 0;
    return this.options.flatMap(({ key, field }) => {
      if (field.kind === 'columns') return this.valueOf(key, field);
      if (field.kind !== 'classes') return [];
      return this.valueOf(key, field).map((classId) => ({
        classId,
        radiusM,
      }));
    });
  });

  /** The options that have a meaning beside the others, by part of the form. */
  readonly parts: readonly Part[] = $derived.by(() => {
    const spec = this.specValues();
    const shown = this.options.filter(({ applies }) => applies(spec));
    const starts = shown.flatMap(({ heading }, index) => (index === 0 || heading !== null ? [index] : []));
    return starts.map((start, index) => ({
      heading: shown[start]?.heading ?? null,
      options: shown.slice(start, starts[index + 1]),
    }));
  });

  /** Two pieces of the terrain with about as many labels, far enough apart for the largest radius chosen. */
  private readonly suggestedAreas = $derived.by(() => {
    if (project.terrain === null) return null;
    const { box } = project.terrain;
    const radiusM = Math.max(0, ...this.columns.map((column) => column.radiusM));
    const classIds = this.columns.map(({ classId }) => classId);
    const middleDeg = project.labels === null ? null : middleOf(project.labels, classIds);
    return splitAreas(box, radiusM, middleDeg ?? (box.westDeg + box.eastDeg) / 2);
  });

  /** Labels of each class that can train and test, before patches are read; none without areas for that. */
  readonly labelsInAreas = $derived.by(() => {
    const { labels } = project;
    const [trainBox, testBox] = [this.areaOf('train'), this.areaOf('test')];
    if (labels === null || trainBox === null || testBox === null) return [];
    return this.columns.map(({ classId, radiusM }) => ({
      name: project.classOf(classId)?.name ?? classId,
      train: positivesIn(labels, classId, trainBox, grown(testBox, splitMarginM(radiusM))),
      test: positivesIn(labels, classId, testBox),
    }));
  });

  /** The value of an option: chosen, as far as the project has it, or suggested. */
  valueOf<K extends Kind>(key: string, field: FieldOf<K>): Values[K] {
    const chosen = this.chosen[field.kind]?.[this.slotOf(key, field)];
    const offer: Offer = { ...this.offered(), chosen: field.kind === 'radius' ? this.firstClasses() : [] };
    return chosen === undefined ? suggested(field, offer) : existing(field.kind, chosen, offer);
  }

  /** The area of a role in the experiment: chosen, or suggested to train and test in; null: none or the whole terrain. */
  areaOf(role: FieldOf<'box'>['role']): LonLatBox | null {
    const option = this.options.find(({ field }) => field.kind === 'box' && field.role === role);
    if (option?.field.kind !== 'box') return null;
    const chosen = this.valueOf(option.key, option.field);
    return chosen ?? (role === 'region' ? null : (this.suggestedAreas?.[role] ?? null));
  }

  /** The number that a count of the experiment has; null: it has no such count. */
  countOf(wanted: string): number | null {
    const option = this.options.find(({ key }) => key === wanted);
    return option?.field.kind === 'count' ? this.valueOf(wanted, option.field) : null;
  }

  /** Values of the experiment's options, as its specification has them. */
  specValues(): Readonly<Record<string, unknown>> {
    const offered = this.offered();
    const values = this.options.map(({ key, field }): [string, unknown] => [
      key,
      valueInSpec(field.kind === 'box' ? this.areaOf(field.role) : this.valueOf(key, field), offered),
    ]);
    return { ...Object.fromEntries(values), experiment: this.kind };
  }

  prepare = (kind: ExperimentKind): void => {
    this.chosenKind = kind;
  };

  choose<K extends Kind>(key: string, field: FieldOf<K>, value: Values[K]): void {
    const ofKind = { ...this.chosen[field.kind], [this.slotOf(key, field)]: value };
    this.made = { path: project.info?.path, chosen: { ...this.chosen, [field.kind]: ofKind } };
  }

  private offered(): Omit<Offer, 'chosen'> {
    return { classes: this.classes, encoders: project.encoders, radiiM: this.radiiM };
  }

  private firstClasses(): LabelClassInfo[] {
    return this.options.flatMap(({ key, field }) =>
      field.kind === 'classes' ? this.valueOf(key, field).flatMap((id) => project.classOf(id) ?? []) : [],
    );
  }

  /** Areas that were drawn serve every experiment; all else is an experiment's own. */
  private slotOf(key: string, { kind }: { readonly kind: Kind }): string {
    return kind === 'box' ? key : `${this.kind}.${key}`;
  }
}

export const form: Readonly<ExperimentForm> = new ExperimentForm();
