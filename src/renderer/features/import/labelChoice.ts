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
  /** Classes to import by their tags. */
  readonly classIds: readonly string[];
  /** The one class that values, or everything, become; null: none was chosen yet. */
  readonly classId: string | null;
  readonly field: string;
  readonly values: readonly string[];
  /** Metres between labels along lines. */
  readonly intervalM: number;
  readonly polygons: PolygonsAs;
}

/** The most values of a field that distinguishes kinds. */
const KINDS = 50;

/** Fields that say what kind a feature is, in files of OpenStreetMap and its converters. */
const KIND_FIELDS = ['class', 'fclass', 'type', 'kind', 'natural', 'category', 'label'];

/**
 * The initial choice for a file: the classes that it holds, else by the attribute that names kinds (its value, if it is the only
 * one), else as a list. For a file that was not read to
 * its end, all classes, since they may come later in it.
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
  const telling = fields.filter(({ values }) => values.length > 0 && values.length < KINDS);
  const field =
    telling.find(({ name }) => KIND_FIELDS.includes(name.toLowerCase())) ??
    telling.find(({ type, values }) => type !== 'number' && values.length > 1) ??
    telling.find(({ type }) => type !== 'number') ??
    fields[0];
  const held = classes.map(({ classId }) => classId);
  return {
    way: held.length > 0 ? 'classes' : isList || field === undefined ? 'everything' : 'values',
    classIds: complete ? held : withTags.map(({ id }) => id),
    classId: null,
    field: field?.name ?? '',
    values: field?.values.length === 1 ? field.values.map(({ value }) => value) : [],
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
 * How many features a choice imports by the preview, null where it is incomplete; of a file that was not read to its end, at
 * least this many.
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

/** What a choice that imports nothing yet lacks, in words. */
export const lacking = ({ way, values, field }: LabelChoice): string =>
  way === 'classes'
    ? 'Choose the classes to import.'
    : way === 'values' && values.length === 0
      ? `Choose the values of ${field} to import.`
      : 'Choose the class that they become.';

/** Features that have a place. */
export const placed = ({ counts }: Pick<LabelFilePreview, 'counts'>): number =>
  counts.points + counts.lines + counts.polygons;

/** The import that a choice asks for; null where it is incomplete. */
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
