import { z } from 'zod';
import { basemapAddress, openStreetMap } from '../window/basemap';
import { call, nothing } from '../rpc/contract';

/** A kind of layer: its initial name and opacity, and its style; every part of a style has a default. */
const kindOf = <Kind extends string, Style extends z.ZodType>(
  kind: Kind,
  name: string,
  opacity: number,
  style: Style,
) =>
  z.object({
    kind: z.literal(kind),
    name: z.string().trim().min(1).max(60).default(name),
    visible: z.boolean().default(true),
    /** 0..1 */
    opacity: z.number().min(0).max(1).default(opacity),
    style,
  });

/** The style of layers without settings. */
const plain = z.object({}).prefault({});

/** Colours of the elevation tint; defined in `src/renderer/map/ramps.ts`. */
const terrainRamp = z.enum(['muted', 'viridis', 'cividis', 'batlow', 'none']);
export type TerrainRamp = z.infer<typeof terrainRamp>;

const terrainStyle = z
  .object({
    ramp: terrainRamp.default('muted'),
    /** Elevations that the ramp spans: all, all but 2 % at either end, or those in view. */
    stretch: z.enum(['range', 'percentile', 'view']).default('range'),
    /** One light, or four from west to north, which leave no slope dark. */
    shading: z.enum(['single', 'multidirectional']).default('single'),
    /** Where a single light comes from, degrees clockwise from north. */
    lightDeg: z.number().min(0).max(360).default(315),
    /** Altitude of the light above the horizon, degrees. */
    lightHeightDeg: z.number().min(10).max(90).default(45),
    /** Vertical exaggeration of the hillshade; null: by zoom. */
    exaggeration: z.number().min(0.5).max(10).nullable().default(null),
  })
  .prefault({});

const slopeStyle = z.object({ colours: z.enum(['classes', 'ramp']).default('classes') }).prefault({});

const differenceStyle = z
  .object({
    /** The DTMs of which the difference later - earlier is shown; null: the last imported ones that overlap. */
    laterDtmId: z.number().int().nullable().default(null),
    earlierDtmId: z.number().int().nullable().default(null),
    /** Difference, either way, that has the full colour, metres; null: by the terrain. */
    fullM: z.number().positive().nullable().default(null),
    /** Smaller differences are not coloured, metres; null: those that the vertical noise of both DTMs explains. */
    leastM: z.number().min(0).nullable().default(null),
  })
  .prefault({});

const contourStyle = z
  .object({
    /** Contour interval, metres; null: by zoom. */
    intervalM: z.number().positive().nullable().default(null),
  })
  .prefault({});

const basemapStyle = z
  .object({
    address: basemapAddress.default(openStreetMap.address),
    /** The attribution that its providers require; shown on the map. */
    attribution: z.string().trim().max(200).default(openStreetMap.attribution),
  })
  .prefault({});

const classMapStyle = z
  .object({
    /** Whether classes are the fainter the less probable they are. */
    byProbability: z.boolean().default(true),
    /** Probability from which classes are shown; null: that of the detections. */
    threshold: z.number().min(0).max(1).nullable().default(null),
  })
  .prefault({});

/** A layer of the map; at most one of each kind. Kinds are listed in the order in which new layers are drawn. */
export const mapLayer = z.discriminatedUnion('kind', [
  kindOf('terrain', 'Terrain', 1, terrainStyle),
  kindOf('basemap', 'Online basemap', 1, basemapStyle),
  kindOf('slope', 'Slope', 0.7, slopeStyle),
  kindOf('difference', 'Elevation difference', 0.85, differenceStyle),
  kindOf('landforms', 'Landforms', 0.65, plain),
  kindOf('probability', 'Probability', 0.75, plain),
  kindOf('class-map', 'Class map', 0.7, classMapStyle),
  kindOf('agreement', 'Agreement', 0.75, plain),
  kindOf('comparison', 'Comparison', 0.85, plain),
  kindOf('embedding-colours', 'Embedding colours', 0.65, plain),
  kindOf('clusters', 'Clusters', 0.65, plain),
  kindOf('contours', 'Contour lines', 0.8, contourStyle),
  kindOf('regions', 'Regions', 1, plain),
  kindOf('look-alikes', 'Look-alikes', 1, plain),
  kindOf('detections', 'Detections', 1, plain),
  kindOf('labels', 'Labels', 1, plain),
]);
export type MapLayer = z.output<typeof mapLayer>;
export type LayerKind = MapLayer['kind'];
export type MapLayerOf<Kind extends LayerKind> = Extract<MapLayer, { kind: Kind }>;

/** Every kind, in drawing order. */
export const layerKinds: readonly LayerKind[] = mapLayer.options.map((option) => option.shape.kind.value);

/** A new layer of a kind. */
export const newLayer = (kind: LayerKind): MapLayer => mapLayer.parse({ kind });

const which = z.object({ kind: z.literal(layerKinds) });

export const mapLayers = {
  /** From the bottom of the map to its top. */
  list: call(nothing, z.array(mapLayer)),
  /** Adds a layer above those of kinds that are drawn before it; an undo step, e.g. `Add slope`. */
  add: call(which, nothing),
  /** An undo step, e.g. `Remove Slope`. */
  remove: call(which, nothing),
  /** An undo step, e.g. `Rename Slope`. */
  rename: call(which.extend({ name: mapLayer.options[0].shape.name.unwrap() }), nothing),
  /** Moves a layer to a place counted from the bottom; an undo step, e.g. `Move Slope`. */
  move: call(which.extend({ to: z.number().int().min(0) }), nothing),
  /** Stores a layer's visibility, opacity and style; not an undo step. */
  set: call(mapLayer, nothing),
};
