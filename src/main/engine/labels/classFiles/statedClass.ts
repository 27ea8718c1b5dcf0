/** What a file states of a class, as texts; undefined where it has no such column. */
export interface StatedClass {
  /** Where it stands, such as `row 3`, for messages. */
  readonly where: string;
  readonly fields: Readonly<Partial<Record<ClassField, string>>>;
}

/** Names that columns and members have in files, in lower case; the first is the one that is written. */
export const classFields = {
  code: ['code', 'id', 'value', 'class', 'key'],
  name: ['name', 'label', 'title', 'class_name', 'classname'],
  colour: ['colour', 'color', 'hex', 'rgb', 'background'],
  letter: ['letter', 'abbreviation'],
  shape: ['shape'],
  tag: ['tag', 'osm_tag', 'osm'],
  geometry: ['geometry'],
  exclusive: ['exclusive'],
  orientationMatters: ['orientation_matters'],
  radiusM: ['radius_m'],
} as const satisfies Record<string, readonly [string, ...string[]]>;
export type ClassField = keyof typeof classFields;
export const classFieldIds = Object.keys(classFields) as ClassField[];

/** The fields among named texts; colours may also be columns `red`, `green` and `blue`. */
export function fieldsAmong(named: Readonly<Record<string, string>>): StatedClass['fields'] {
  const lower = new Map(
    Object.entries(named).map(([name, text]) => [name.trim().toLowerCase(), text.trim()]),
  );
  const found: Partial<Record<ClassField, string>> = {};
  for (const field of classFieldIds) {
    const name = classFields[field].find((each) => lower.has(each));
    if (name !== undefined) found[field] = lower.get(name) ?? '';
  }
  const channels = [
    ['red', 'r'],
    ['green', 'g'],
    ['blue', 'b'],
  ].map((names) => names.map((name) => lower.get(name)).find((text) => text !== undefined));
  if (found.colour === undefined && channels.every((text) => text !== undefined))
    found.colour = channels.join(',');
  return found;
}
