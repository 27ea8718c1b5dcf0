import { plural } from '../../../shared/format';
import type { TagFilter } from '../../../shared/labels/labelClasses';
import { attributeOf, hasValue, textOf } from './attributes';
import type { Attributes } from './files/feature';

/** Keys by which OpenStreetMap says what a thing is, the most telling first ("Map features", OpenStreetMap wiki). */
const osmKeys =
  `natural waterway aerialway tourism geological man_made highway railway amenity historic leisure landuse place
  building shop barrier power boundary sport emergency office craft military aeroway route public_transport mountain_pass water
  healthcare`.split(/\s+/);

/** Columns by which other data says it: `fclass` is Geofabrik's, `featurecla` Natural Earth's. */
const kindColumns =
  `class fclass type kind category featurecla fcode feature_class feature_type landform classe klasse typ
  objektart tipo tipus categorie categoria cls sym`.split(/\s+/);

/** Symbols of GPX that say nothing of a place. */
const marker = /^(?:waypoint|flag\b.*|pin\b.*|dot|marker|circle\b.*|block\b.*)$/i;

/** Columns that may say whether a thing is there. */
const signColumns = ['positive', 'label', 'target', 'presence', 'sign'];
const sign = /^(?:[01]|-1|true|false|yes|no)$/i;

/** Names in lower case and in which order they tell what a thing is. */
const ranks = new Map([...osmKeys, ...kindColumns, ...signColumns].map((name, rank) => [name, rank]));
const [FIRST_COLUMN, FIRST_SIGN] = [osmKeys.length, osmKeys.length + kindColumns.length];
const SYMBOL = ranks.get('sym');

/** What attributes say of the kind of a thing. */
interface Said {
  /** The most telling of them, e.g. `natural=peak` or `class=1`; null where nothing says so. */
  readonly kind: string | null;
  /** What columns of kinds hold, as `plain` writes it. */
  readonly named: readonly string[];
}

/** Looks for what a thing is; the layer says it where nothing else does. */
export function kindOf(attributes: Attributes, layer?: string): Said {
  let kind = layer === undefined ? null : `layer=${layer.slice(0, 60)}`;
  let best = Infinity;
  const named = layer === undefined ? [] : [plain(layer)];
  for (const key in attributes) {
    const rank = ranks.get(key) ?? ranks.get(key.toLowerCase());
    if (rank === undefined) continue;
    const text = textOf(attributes[key]);
    if (text === null || (rank >= FIRST_SIGN && !sign.test(text)) || (rank === SYMBOL && marker.test(text)))
      continue;
    if (rank >= FIRST_COLUMN) named.push(plain(text));
    if (rank < best) [best, kind] = [rank, `${key.slice(0, 40)}=${text.slice(0, 60)}`];
  }
  return { kind, named };
}

/** Whether attributes satisfy a filter: every key is there, with one of its values ('*': any). */
export const matchesFilter = (filter: TagFilter, attributes: Attributes): boolean =>
  Object.entries(filter).every(([key, values]) => hasValue(attributeOf(attributes, key), values));

/** Other words for classes of the catalogue, by their tag's value: `summit` is a symbol of GPX. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  peak: ['summit', 'mountain top'],
  saddle: ['pass', 'mountain pass', 'col'],
  cave_entrance: ['cave'],
  sinkhole: ['doline'],
};

/** What a column of kinds may call a class: its id or name, singular or plural, its tag, the tag's value alone, or a synonym. */
export function namesOf(sought: {
  readonly id: string;
  readonly name: string;
  readonly filter: TagFilter | null;
}): ReadonlySet<string> {
  const { id, name, filter } = sought;
  const tags = filter === null ? [] : Object.entries(filter);
  const [key = '', values = []] = tags.length === 1 ? (tags[0] ?? []) : [];
  const exact = values.filter((value) => value !== '*');
  return new Set(
    [
      ...[id, name, plural(id), plural(name)],
      ...exact.map((value) => `${key}=${value}`),
      ...(unmistakable.has(key) ? exact.flatMap((value) => [value, ...(synonyms[value] ?? [])]) : []),
    ].map(plain),
  );
}

/** Keys whose values mean the same without them: a `station` may be of an aerialway or of a railway. */
const unmistakable: ReadonlySet<string> = new Set(['natural', 'waterway', 'tourism', 'geological']);

const plain = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ');
