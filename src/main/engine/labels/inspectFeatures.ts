import type { LabelFilePreview, GeometryKind, Attribute } from '../../../shared/labels/labelFiles';
import { labelFormats } from '../../../shared/fileFormats';
import { textOf } from './attributes';
import type { About, Attributes, Found, LabelFeature } from './files/feature';
import { kindOf, matchesFilter, namesOf } from './kinds';
import type { InspectRequest, Inspection } from './labelReaderContract';
import { osmRefOf } from './osmRef';
import { Placed } from './placed';
import { placeLabels } from './placeLabels';
import { Tally } from './tally';
import { hasPackedTags, unpackTags } from './unpackTags';

/** Where reading stops: a preview need not be complete. */
const FEATURES_MAX = 100_000;
const BYTES_MAX = 64 * 1024 * 1024;
/** What is shown. */
const [ROWS, PLACES_MAX, VALUES, FIELDS_MAX, TEXT_MAX] = [20, 2000, 50, 200, 200];

interface Field {
  readonly values: Tally;
  isNumber: boolean;
  isTruth: boolean;
}

/** Gathers what a file holds from what a reader finds. */
export class FeatureInspector {
  readonly #placed;
  readonly #classes;
  readonly #byClass = new Tally();
  readonly #fields = new Map<string, Field>();
  readonly #rows: { attributes: Attributes; geometry: GeometryKind; place: readonly number[] | null }[] = [];
  readonly #counts = { points: 0, lines: 0, polygons: 0, without: 0 };
  #about: About | null = null;
  #layers = 0;
  #features = 0;
  #tellsKinds = false;
  #places: number[] = [];
  /** Every so many-th place is kept. */
  #stride = 1;
  #isComplete = true;

  constructor(private readonly request: InspectRequest) {
    this.#classes = request.classes.map((each) => ({ ...each, names: namesOf(each) }));
    this.#placed = new Placed(request.crss);
  }

  /** Takes something found; returns the text of a CRS that has to be understood first, or whether to stop. */
  take(found: Found): { readonly needs: string | null } | 'stop' | 'go on' {
    if (found.kind === 'about') {
      this.#about = found.about;
      this.#layers += 1;
      const needs = this.#placed.missing(found.about.crs);
      if (needs !== undefined && !this.request.mayBeUnplaced) return { needs };
    } else if (found.kind === 'feature') {
      if (this.#features >= FEATURES_MAX) return this.#stop();
      this.#features += 1;
      this.#take(found.feature);
    } else if (found.kind === 'progress') {
      // Rows of a database are counted, not its bytes.
      if (found.doneBytes > BYTES_MAX) return this.#stop();
    } else if (found.kind === 'fromOsm') this.#tellsKinds = true;
    else if (found.kind === 'passed') this.#isComplete = false;
    else this.#counts.without += found.count;
    return 'go on';
  }

  preview(): LabelFilePreview {
    const { format = 'geojson', layers = [], layer = '', table = null } = this.#about ?? {};
    const fields = [...this.#fields];
    return {
      format: { id: format, name: labelFormats[format].name },
      layers: [...layers],
      layer: this.#layers > 1 ? '' : layer,
      crs: this.#placed.crs,
      fields: fields.map(([name, { values, isNumber, isTruth }]) => ({
        name,
        type: values.isEmpty ? 'text' : isTruth ? 'truth' : isNumber ? 'number' : 'text',
        values: values.most(VALUES).map(({ name: value, count }) => ({ value, count })),
      })),
      counts: this.#counts,
      rows: this.#rows.map(({ attributes, geometry, place }) => ({
        values: fields.map(([name]) => valueOf(attributes[name])),
        geometry,
        lonDeg: place?.[0] ?? null,
        latDeg: place?.[1] ?? null,
      })),
      places: Float64Array.from(this.#places),
      classes: this.#byClass.most(1000).map(({ name: classId, count }) => ({ classId, count })),
      isList: !this.#tellsKinds && this.#features > 0,
      table: table === null ? null : { columns: [...table.columns], places: table.places },
      complete: this.#isComplete,
    };
  }

  #stop(): 'stop' {
    this.#isComplete = false;
    return 'stop';
  }

  #take(feature: LabelFeature): void {
    const attributes = unpackTags(feature.attributes);
    const { kind, named } = kindOf(attributes, feature.layer);
    const ref = feature.ref ?? osmRefOf(feature.id, feature.attributes, feature.parts);
    if (kind !== null || ref !== null || hasPackedTags(feature.attributes)) this.#tellsKinds = true;
    for (const { id, filter, names } of this.#classes) {
      if ((filter !== null && matchesFilter(filter, attributes)) || named.some((name) => names.has(name)))
        this.#byClass.add(id);
    }
    for (const name in attributes) this.#takeValue(name, attributes[name]);
    const first = feature.parts[0]?.kind;
    const geometry = first === undefined ? 'none' : first === 'centre' ? 'point' : first;
    const counted = ({ point: 'points', line: 'lines', polygon: 'polygons', none: 'without' } as const)[
      geometry
    ];
    this.#counts[counted] += 1;
    const place = this.#placeOf(feature);
    if (this.#rows.length < ROWS) this.#rows.push({ attributes, geometry, place });
    if (place === null || this.#features % this.#stride !== 0) return;
    this.#places.push(...place);
    if (this.#places.length < 2 * PLACES_MAX) return;
    this.#places = this.#places.filter((_, index) => index % 4 < 2);
    this.#stride *= 2;
  }

  #takeValue(name: string, value: unknown): void {
    const text = textOf(value);
    if (text === null) return;
    const field = this.#fields.get(name) ?? { values: new Tally(), isNumber: true, isTruth: true };
    if (!this.#fields.has(name)) {
      if (this.#fields.size >= FIELDS_MAX) return;
      this.#fields.set(name, field);
    }
    field.values.add(text.slice(0, TEXT_MAX));
    field.isTruth &&= typeof value === 'boolean';
    field.isNumber &&= typeof value === 'number' || /^[-+]?\d+(?:\.\d+)?$/.test(text);
  }

  #placeOf({ parts }: LabelFeature): readonly number[] | null {
    if (this.#placed.crs === null) return null;
    const [part] = this.#placed.inDegrees(parts.slice(0, 1)) ?? [];
    let place: readonly number[] | null = null;
    if (part !== undefined) {
      placeLabels(null, [part], false, Infinity, (lonDeg, latDeg) => {
        place = [lonDeg, latDeg];
      });
    }
    return place;
  }
}

/** Inspects what a reader finds. */
export function inspectFeatures(request: InspectRequest, found: Iterable<Found>): Inspection {
  const inspector = new FeatureInspector(request);
  for (const each of found) {
    const said = inspector.take(each);
    if (said === 'stop') break;
    if (said !== 'go on') return { kind: 'needs-crs', text: said.needs };
  }
  return { kind: 'preview', preview: inspector.preview() };
}

function valueOf(value: unknown): Attribute {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'boolean') return value;
  const text = textOf(value) ?? (typeof value === 'object' && value !== null ? JSON.stringify(value) : null);
  return text?.slice(0, TEXT_MAX) ?? null;
}
