import { z } from 'zod';
import type { Field } from './field';

/** A flag of `topo2vec experiment`. Options of several experiments may share one. */
export interface Flag {
  /** e.g. `train-box` */
  readonly name: string;
  /** What stands for its value in help texts, e.g. `<W,S,E,N>`; empty for a switch. */
  readonly usage: string;
  /** How its text is read. `place` may be given several times. */
  readonly reads:
    | ('names' | 'lengths' | 'length' | 'elevation' | 'whole' | 'share' | 'box' | 'polygon')
    | ('place' | 'file' | 'switch');
  readonly help: string;
}

type SpecValues = Readonly<Record<string, unknown>>;

/** What is said once of an option, for the form, the command line and the report. */
export interface Description<Value> {
  readonly label: string;
  /** Its name in the report's settings; default: the label. */
  readonly settingName?: string;
  /** Heading of the part of the form that begins with it. */
  readonly heading?: string;
  /** A sentence beneath its field. */
  readonly caption?: string;
  readonly field: Field;
  readonly flags: readonly [Flag, ...Flag[]];
  /** The words of the command that give this value. */
  readonly words: (value: Value) => readonly (readonly string[])[];
  /** A sentence on how the command gives this value, where words alone do not say it; null: they do. */
  readonly note?: (value: Value) => string | null;
  /** The value in the report's settings; null: not among them. */
  readonly setting?: (value: Value) => string | null;
  /** Its part of the sentence beside the form's button, e.g. `, 5 draws`. */
  readonly summary?: (value: Value) => string;
  /** Whether it has a meaning beside the other values; default: always. */
  readonly applies?: (spec: SpecValues) => boolean;
}

/** What a record may say of an option itself, in place of what all options of its kind say. */
export type Wording<Value> = Partial<
  Pick<
    Description<Value>,
    'label' | 'settingName' | 'heading' | 'caption' | 'setting' | 'summary' | 'applies'
  >
>;

/** An option of a specification. Its functions throw a ZodError on values that are not its own. */
export type Option = Required<Omit<Description<unknown>, 'heading' | 'caption'>> & {
  /** Name of its value in the specification. */
  readonly key: string;
  readonly heading: string | null;
  readonly caption: string | null;
};

const described = z.registry<Omit<Option, 'key'>>();

/** Makes an option of the schema of its value. */
export function option<Schema extends z.ZodType>(
  schema: Schema,
  { words, note, setting, summary, ...description }: Description<z.output<Schema>>,
): Schema {
  // A copy, since a schema such as that of a box may be several options.
  const own = schema.clone();
  described.add(own, {
    heading: null,
    caption: null,
    settingName: description.label,
    applies: () => true,
    ...description,
    words: (value) => words(schema.parse(value)),
    note: (value) => note?.(schema.parse(value)) ?? null,
    setting: (value) => setting?.(schema.parse(value)) ?? null,
    summary: (value) => summary?.(schema.parse(value)) ?? '',
  });
  return own;
}

/** The options of a specification's schema in its order, which is that of the form and the report. */
export const optionsOf = (spec: z.ZodObject): Option[] =>
  Object.entries(spec.shape).flatMap(([key, schema]) => {
    const found = described.get(schema);
    return found === undefined ? [] : [{ key, ...found }];
  });

/** The words of a flag and its value; in one word where the value would be read as another flag. */
export function wordsOf({ name }: Flag, values: readonly (string | number)[]): string[] {
  const text = values.join(',');
  return text.startsWith('-') ? [`--${name}=${text}`] : [`--${name}`, text];
}
