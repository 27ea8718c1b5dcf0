import type { EncoderInfo } from '../../contract/encoders';
import type { LabelClassInfo } from '../../contract/labels';
import type { FieldOf, Kind, Values } from './field';
import { methodsOf, otherMethod } from './tableMethods';

/** What a project offers to choose from. */
export interface Offer {
  readonly classes: readonly LabelClassInfo[];
  readonly encoders: readonly EncoderInfo[];
  /** The terrain's, finest first. */
  readonly radiiM: readonly number[];
  /** The classes of the experiment, if it has any. */
  readonly chosen: readonly LabelClassInfo[];
}

/** The classes of some ids that have labels, in the order of the ids. */
export const withLabels = (ids: readonly string[], classes: readonly LabelClassInfo[]): LabelClassInfo[] =>
  ids.flatMap((wanted) => classes.filter(({ id, positives }) => id === wanted && positives > 0));

/** The radius of a class, or else the terrain's finest. */
const radiusOf = (labelClass: LabelClassInfo | undefined, { radiiM }: Offer): number =>
  labelClass?.radiusM ?? radiiM[0] ?? 0;

const suggestions: { readonly [K in Kind]: (field: FieldOf<K>, offer: Offer) => Values[K] } = {
  classes: ({ suggested }, { classes }) => withLabels(suggested, classes).map(({ id }) => id),
  encoders: ({ suggested }, { encoders }) =>
    encoders.filter(({ isDefault }) => isDefault || suggested === 'all').map(({ id }) => id),
  encoder: () => null,
  radii: ({ octaves }, { radiiM }) =>
    octaves === null ? radiiM : radiiM.filter((_, index) => index % 2 === 0).slice(0, octaves),
  radius: (_, offer) => radiusOf(offer.chosen[0], offer),
  box: () => null,
  polygon: () => null,
  places: () => [],
  count: (field) => field.default,
  metres: () => null,
  share: (field) => field.default,
  switch: () => true,
  choices: ({ choices }) => choices.map(({ id }) => id),
  columns: ({ suggested }, offer) =>
    withLabels(suggested, offer.classes).map((one) => ({ classId: one.id, radiusM: radiusOf(one, offer) })),
  rows: (_, { encoders }) => ({
    encoderIds: encoders.map(({ id }) => id),
    others: otherMethod.options,
    hasCopies: false,
    hasPaperC: false,
  }),
};

/** What an option is where nothing was chosen, in the form as on the command line. */
export const suggested = <K extends Kind>(field: FieldOf<K>, offer: Offer): Values[K] =>
  suggestions[field.kind](field, offer);

/** The value of an option as its specification has it. */
export function valueInSpec(value: Values[Kind], { encoders }: Pick<Offer, 'encoders'>): unknown {
  const isRows = typeof value === 'object' && value !== null && 'others' in value;
  return isRows ? methodsOf(value, encoders) : (value ?? undefined);
}
