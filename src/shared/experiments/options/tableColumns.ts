import { z } from 'zod';
import { several } from '../../format';
import { classesFlag, radiusFlag, radiusM } from './choices';
import { type Flag, option, wordsOf } from './option';

/** Locations of one class that are given instead of drawn from labels: per seed, indices of those that train and test. */
const givenLocations = z.object({
  trainPositive: z.array(z.tuple([z.number(), z.number()])),
  trainNegative: z.array(z.tuple([z.number(), z.number()])),
  testPositive: z.array(z.tuple([z.number(), z.number()])),
  testNegative: z.array(z.tuple([z.number(), z.number()])),
});

/** A column of a table: a label class in some area. */
const tableColumn = z.object({
  classId: z.string(),
  /** What stands above the column; the class's name where it is not given. */
  title: z.string().max(80).optional(),
  radiusM,
  /** Instead of drawing from the project's labels. */
  given: z
    .object({
      locations: givenLocations,
      seeds: z
        .array(
          z.object({
            trainPositive: z.array(z.number().int().nonnegative()),
            trainNegative: z.array(z.number().int().nonnegative()),
            testPositive: z.array(z.number().int().nonnegative()),
            testNegative: z.array(z.number().int().nonnegative()),
          }),
        )
        .min(1),
    })
    .optional(),
});
export type TableColumn = z.infer<typeof tableColumn>;

const givenFlag: Flag = {
  name: 'given',
  usage: '<F.json>',
  reads: 'file',
  help: "JSON file of a table's columns and their locations, in place of the project's labels",
};

/** The file that columns are read from where the command has no flags for them. */
const COLUMNS_FILE = 'columns.json';

/** The command takes one radius, and neither titles nor locations. */
const needsFile = (columns: readonly TableColumn[]): boolean =>
  columns.some(
    ({ given, title, radiusM }) =>
      given !== undefined || title !== undefined || radiusM !== columns[0]?.radiusM,
  );

const columns = z.array(tableColumn).min(1, 'Choose at least one class.').max(40);

/** Classes, each at its radius; `suggested` as far as they have labels. */
export const tableColumns = (suggested: readonly string[]): typeof columns =>
  option(columns, {
    label: 'Classes',
    settingName: 'Given locations',
    heading: 'Classes, each at its radius',
    field: { kind: 'columns', suggested },
    flags: [classesFlag, radiusFlag, givenFlag],
    words: (value) =>
      needsFile(value)
        ? [wordsOf(givenFlag, [COLUMNS_FILE])]
        : [
            wordsOf(
              classesFlag,
              value.map(({ classId }) => classId),
            ),
            wordsOf(radiusFlag, [value[0]?.radiusM ?? 0]),
          ],
    note: (value) =>
      needsFile(value)
        ? `${COLUMNS_FILE} is the list spec.columns of the JSON beside this report, with radii and given locations.`
        : null,
    setting: (value) => {
      const given = value.filter((column) => column.given !== undefined).length;
      return given === 0 ? null : `${several(given, 'column')}, listed in the JSON beside this report`;
    },
    summary: ({ length }) => several(length, 'class', 'classes'),
  });
