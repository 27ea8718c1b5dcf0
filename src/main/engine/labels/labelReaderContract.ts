import { z } from 'zod';
import { polygonsAs } from '../../../shared/contract/areas';
import { labelClass } from '../../../shared/labels/labelClasses';
import { labelFileChoice, labelFilePreview } from '../../../shared/labels/labelFiles';
import { call, float64Array, stream, uint16Array, uint8Array } from '../../../shared/rpc/contract';
import { labelSource } from './files/byteSource';

/** A class to be filled from a file. */
const classToFill = labelClass.pick({ id: true, name: true, geometry: true, filter: true });

/** A CRS that a text was resolved to. */
const knownCrs = z.object({
  /** As the file states it; null where the user stated it, which overrides the file. */
  text: z.string().nullable(),
  code: z.string(),
  name: z.string(),
  proj4: z.string(),
  geographic: z.boolean(),
  accuracyM: z.number().nullable(),
});
export type KnownCrs = z.infer<typeof knownCrs>;

const request = z.object({
  source: labelSource,
  choice: labelFileChoice.omit({ crs: true }),
  /** The CRSs that the file's coordinates may be in, as far as they were requested. */
  crss: z.array(knownCrs),
  classes: z.array(classToFill),
});

const readRequest = request.extend({
  /**
   * What is imported of the file: what matches the classes' tags or names, what matches their filters only, all as the one class,
   * or nothing.
   */
  take: z.enum(['kinds', 'filters', 'everything', 'nothing']),
  /** Metres between labels along lines. */
  intervalM: z.number().positive(),
  /** Default: `inside`. */
  polygons: polygonsAs.optional(),
});
export type LabelRequest = z.infer<typeof readRequest>;

const counted = z.array(z.object({ name: z.string(), count: z.number() }));

const foundArea = z.object({
  /** Counts in the classes of the request. */
  classIndex: z.number().int(),
  positive: z.boolean(),
  /** Identity in the source, null where it gives none. */
  ref: z.string().nullable(),
  rings: z.array(float64Array),
});
export type FoundArea = z.infer<typeof foundArea>;

/** The reader must know what the file's CRS is: the request is made again with it. Null: the file does not state one. */
const needsCrs = z.object({ kind: z.literal('needs-crs'), text: z.string().nullable() });

const event = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), doneBytes: z.number(), totalBytes: z.number() }),
  /** Labels as columns; `classIndex` counts in the classes of the request, `lonLat` holds pairs in degrees. */
  z.object({
    kind: z.literal('labels'),
    classIndex: uint16Array,
    lonLat: float64Array,
    /** 1 positive, 0 negative */
    positive: uint8Array,
    refs: z.array(z.string().nullable()),
    /** What the places are called, and what was noted; null for nothing. */
    names: z.array(z.string().nullable()),
    notes: z.array(z.string().nullable()),
  }),
  /** A polygon that is an area: rings as the file has them, in degrees. */
  foundArea.extend({ kind: z.literal('area') }),
  needsCrs,
  /** The file was read to its end. */
  z.object({
    kind: z.literal('end'),
    fromOsm: z.boolean(),
    leftOut: counted,
    holds: counted,
    /** Whether nothing in the file distinguishes kinds of features. */
    isList: z.boolean(),
  }),
]);
export type LabelEvent = z.infer<typeof event>;

const inspectRequest = request.extend({
  /** Whether features that cannot be placed are shown anyway. */
  mayBeUnplaced: z.boolean(),
});
export type InspectRequest = z.infer<typeof inspectRequest>;

const inspection = z.discriminatedUnion('kind', [
  needsCrs,
  z.object({ kind: z.literal('preview'), preview: labelFilePreview }),
]);
export type Inspection = z.infer<typeof inspection>;

/** The contract of the worker that reads label files: its input is not trusted, and it can be terminated. */
export const labelReaderContract = {
  labels: { read: stream(readRequest, event), inspect: call(inspectRequest, inspection) },
};
