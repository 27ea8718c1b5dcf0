import type { Kind, Values } from '../../../shared/experiments/options/field';
import type { Offer } from '../../../shared/experiments/options/suggested';

type Keep<K extends Kind> = (value: Values[K], offer: Offer) => Values[K];

const hasId =
  (there: readonly { readonly id: unknown }[]) =>
  (wanted: unknown): boolean =>
    there.some(({ id }) => id === wanted);

/** Options whose values are things of the project, which may have been removed since they were chosen. */
const keeps: { readonly [K in Kind]?: Keep<K> } = {
  classes: (value, { classes }) => value.filter(hasId(classes)),
  encoders: (value, { encoders }) => value.filter(hasId(encoders)),
  encoder: (value, { encoders }) => (hasId(encoders)(value) ? value : null),
  radii: (value, { radiiM }) => value.filter((radiusM) => radiiM.includes(radiusM)),
  columns: (value, { classes }) => value.filter(({ classId }) => hasId(classes)(classId)),
  rows: (value, { encoders }) => ({ ...value, encoderIds: value.encoderIds.filter(hasId(encoders)) }),
};

const keepOf = <K extends Kind>(kind: K): Keep<K> | undefined => keeps[kind];

/** What the project still has of a value. */
export const existing = <K extends Kind>(kind: K, value: Values[K], offer: Offer): Values[K] =>
  keepOf(kind)?.(value, offer) ?? value;
