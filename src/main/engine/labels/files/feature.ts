import type { LabelFormatId } from '../../../../shared/fileFormats';
import type { LabelFileChoice, PlaceColumns } from '../../../../shared/labels/labelFiles';

/** The attributes of a feature, by name; a value that is not a text, number or boolean counts as missing. */
export type Attributes = Readonly<Record<string, unknown>>;

/** Tags of OpenStreetMap: attributes that are strings. */
export type Tags = Readonly<Record<string, string>>;

/** A piece of a geometry; coordinates are x, y pairs in the CRS of the file. */
export type Part =
  /** One pair; a `centre` is the centre of the bounds of something larger. */
  | { readonly kind: 'point' | 'centre'; readonly coordinates: Float64Array }
  /** Two pairs or more. */
  | { readonly kind: 'line'; readonly coordinates: Float64Array }
  /** The outline and its holes, each closed: its last pair is its first. */
  | { readonly kind: 'polygon'; readonly rings: readonly Float64Array[] };

/** A feature of a file. */
export interface LabelFeature {
  /** Which object of OpenStreetMap it is, e.g. `node/26863270`, where the file's format says so; null for any other. */
  readonly ref: string | null;
  /** The layer that it is of, where the file has several and all are read. */
  readonly layer?: string;
  /** The format's own id, besides the attributes. */
  readonly id?: unknown;
  readonly attributes: Attributes;
  readonly parts: readonly Part[];
}

/** What a reader yields, one after the other, so that memory does not grow with the file. */
export type Found =
  /** What the file is; given before its features, and once more where the CRS is stated after them. */
  | { readonly kind: 'about'; readonly about: About }
  | { readonly kind: 'feature'; readonly feature: LabelFeature }
  /** Elements of which no feature can be made, by reason. */
  | { readonly kind: 'leftOut'; readonly reason: string; readonly count: number }
  /** An OSM element that is not wanted: it was not assembled. */
  | { readonly kind: 'passed'; readonly attributes: Attributes }
  /** How much of the file was read; a file may be read more than once. */
  | { readonly kind: 'progress'; readonly doneBytes: number; readonly totalBytes: number }
  /** The file says that it comes from OpenStreetMap. */
  | { readonly kind: 'fromOsm' };

/** What a file is. */
export interface About {
  readonly format: LabelFormatId;
  readonly layers: readonly string[];
  /** The layer that features come from next; empty where they come from all. */
  readonly layer: string;
  /** The CRS as the file states it; null where it states none and its format implies none. */
  readonly crs: string | null;
  readonly table: { readonly columns: readonly string[]; readonly places: PlaceColumns | null } | null;
}

/** The CRS of formats that know no other. */
export const WGS84 = 'EPSG:4326';

/** What is requested of a reader. */
export interface Reading {
  readonly choice: LabelFileChoice;
  /** Whether an OSM element of these tags is wanted; the others are counted and not assembled. */
  readonly wants: (tags: Tags) => boolean;
  /** The CRS that the file was found to state after its features; null for any other file. */
  readonly statedCrs: string | null;
  /** The keys that `wants` looks at; null for any. */
  readonly keys: ReadonlySet<string> | null;
}

/** Why nothing was made of an element. */
export const reasons = {
  noGeometry: 'without a geometry',
  damaged: 'with a damaged geometry',
  noFeature: 'that are damaged',
  noPlace: 'whose location is not in the file',
  lineCentre: 'of which only the centre is known, and the class is sampled along lines',
  offEarth: 'with coordinates that are not on Earth',
  otherTags: 'of other kinds',
  ofArea: 'that were sampled in an area, which has its own labels',
  noArea: 'whose outlines form no area',
  beyond: 'beyond the region',
} as const;
