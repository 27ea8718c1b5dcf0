import type { PolygonsAs } from '../../../shared/contract/areas';
import type { LabelFileChoice, LabelFilePreview } from '../../../shared/labels/labelFiles';
import type { LabelClass, TagFilter } from '../../../shared/labels/labelClasses';
import type { TaskSpecInput } from '../../../shared/task';

/**
 * Which features of a file become labels: those of classes by their tags, those with some values of an attribute, or every
 * one.
 */
export type Way = 'classes' | 'values' | 'everything';

/** What was chosen of a label file. */
export interface LabelChoice {
  readonly way: Way;
  /** Classes to take by their tags. */
  readonly classIds: readonly string[];
  /** The one class that values, or everything, become; null: none was chosen yet. */
  readonly classId: string | null;
  readonly field: string;
  readonly values: readonly string[];
  /** Metres between labels along lines. */
  readonly intervalM: number;
  readonly polygons: PolygonsAs;
}

/** Most values of a field that tells kinds apart. */
const KINDS = 50;

/** Fields that say of what kind a feature is, in files of OpenStreetMap and its converters. */
const KIND_FIELDS = ['class', 'fclass', 'type', 'kind', 'natural', 'category', 'label'];

/**
 * What is chosen of a file before anything was: the classes that it holds, else by an attribute, else as a list. Of a file that was
 * not read to its end, all classes, since they may come later in it.
 * @param withTags classes that are found by their tags
 */
export function firstChoice(
  { classes, complete, isList, fields }: LabelFilePreview,
  withTags: readonly Pick<LabelClass, 'id'>[],
  { intervalM, polygons }: Pick<LabelChoice, 'intervalM' | 'polygons'> = {
    intervalM: 100,
    polygons: 'inside',
  },
): LabelChoice {
  const telling = fields.filter(({ values }) => values.length > 1 && values.length < KINDS);
  const field =
    telling.find(({ name }) => KIND_FIELDS.includes(name.toLowerCase())) ??
    telling.find(({ type }) => type !== 'number') ??
    fields[0];
  const held = classes.map(({ classId }) => classId);
  return {
    way: held.length > 0 ? 'classes' : isList || field === undefined ? 'everything' : 'values',
    classIds: complete ? held : withTags.map(({ id }) => id),
    classId: null,
    field: field?.name ?? '',
    values: [],
    intervalM,
    polygons,
  };
}

/** The class that a value names, by its id or name. */
export const classNamed = (value: string, classes: readonly LabelClass[]): LabelClass | undefined =>
  classes.find(({ id, name }) =>
    [id, name.toLowerCase()].includes(value.trim().toLowerCase().replaceAll('_', '-')),
  );

/**
 * How many features a choice takes by the preview, null where it lacks something; of a file that was not read to its end, at
 * least so many.
 */
export function takes(choice: LabelChoice, preview: LabelFilePreview): number | null {
  switch (choice.way) {
    case 'classes':
      return choice.classIds.length === 0
        ? null
        : preview.classes
            .filter(({ classId }) => choice.classIds.includes(classId))
            .reduce((sum, { count }) => sum + count, 0);
    case 'values': {
      const field = preview.fields.find(({ name }) => name === choice.field);
      if (choice.classId === null || choice.values.length === 0 || field === undefined) return null;
      return field.values
        .filter(({ value }) => choice.values.includes(value))
        .reduce((sum, { count }) => sum + count, 0);
    }
    case 'everything':
      return choice.classId === null ? null : placed(preview);
  }
}

/** Features that have a place. */
export const placed = ({ counts }: Pick<LabelFilePreview, 'counts'>): number =>
  counts.points + counts.lines + counts.polygons;

/** The import that a choice asks for; null where it lacks something. */
export function importSpec(
  path: string,
  choice: LabelChoice,
  file: LabelFileChoice,
): Extract<TaskSpecInput, { kind: 'import-labels' }> | null {
  const { intervalM, polygons } = choice;
  const base = { kind: 'import-labels', path, ...file, intervalM, polygons } as const;
  if (choice.way === 'classes')
    return choice.classIds.length === 0 ? null : { ...base, classIds: [...choice.classIds] };
  if (choice.classId === null) return null;
  const classIds = [choice.classId];
  if (choice.way === 'everything') return { ...base, classIds, everything: true };
  const where: TagFilter = { [choice.field]: [...choice.values] };
  return choice.field === '' || choice.values.length === 0 ? null : { ...base, classIds, where };
}

/** Whether what was chosen of a file can be chosen of another one: the same format, layer and attributes. */
export function areAlike(one: LabelFilePreview, other: LabelFilePreview): boolean {
  const namesOf = ({ fields }: LabelFilePreview): string =>
    fields
      .map(({ name }) => name)
      .sort()
      .join('\n');
  const isOsm = one.format.id.startsWith('osm') || one.format.id === 'overpass';
  return (
    one.format.id === other.format.id &&
    (one.layers.length === 1 ? other.layers.length === 1 : other.layers.includes(one.layer)) &&
    (one.crs === null) === (other.crs === null) &&
    (isOsm || namesOf(one) === namesOf(other))
  );
}
