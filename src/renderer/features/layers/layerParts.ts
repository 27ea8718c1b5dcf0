import type { Component } from 'svelte';
import type { LayerKind, MapLayerOf } from '../../../shared/contract/mapLayers';
import { drawAgreement } from '../../map/layers/agreement.svelte';
import { drawBasemap } from '../../map/layers/basemap.svelte';
import { drawClassMap } from '../../map/layers/classMap.svelte';
import { drawComparison } from '../../map/layers/comparison.svelte';
import { drawContours } from '../../map/layers/contours.svelte';
import { drawDetections } from '../../map/layers/detections.svelte';
import { drawDifference } from '../../map/layers/difference.svelte';
import type { DrawLayer } from '../../map/layers/drawLayer';
import { drawLabels } from '../../map/layers/labels.svelte';
import { drawLandforms } from '../../map/layers/landforms.svelte';
import { drawLookAlikes } from '../../map/layers/lookAlikes.svelte';
import { drawPlaces } from '../../map/layers/places.svelte';
import { drawProbability } from '../../map/layers/probability.svelte';
import { drawRegions } from '../../map/layers/regions.svelte';
import { drawSlope } from '../../map/layers/slope.svelte';
import { drawTerrain } from '../../map/layers/terrain.svelte';
import { explore } from '../explore/explore.svelte';
import PlacesDetails from '../explore/PlacesDetails.svelte';
import AgreementLegend from './AgreementLegend.svelte';
import BasemapDetails from './BasemapDetails.svelte';
import ClassMapDetails from './ClassMapDetails.svelte';
import ComparisonLegend from './ComparisonLegend.svelte';
import ContourDetails from './ContourDetails.svelte';
import DifferenceDetails from './DifferenceDetails.svelte';
import LandformLegend from './LandformLegend.svelte';
import {
  detectionsBox,
  exploredBox,
  labelsBox,
  lookAlikesBox,
  regionsBox,
  terrainBox,
  type LayerBox,
} from './layerBox';
import PointDetails from './PointDetails.svelte';
import ProbabilityLegend from './ProbabilityLegend.svelte';
import SlopeDetails from './SlopeDetails.svelte';
import TerrainDetails from './TerrainDetails.svelte';

/** What a kind of layer is in the window. */
interface LayerParts<Kind extends LayerKind> {
  readonly draw: DrawLayer<Kind>;
  /** What its colours say. */
  readonly Legend?: Component;
  /** Its settings, and a legend that depends on them. */
  readonly Details?: Component<{ layer: MapLayerOf<Kind> }>;
  /** The box around what it shows; by default the terrain's. */
  readonly box?: LayerBox;
}

/** How each kind of layer is drawn, and what its row in the list of layers shows. */
export const layerParts: { readonly [Kind in LayerKind]: LayerParts<Kind> } = {
  terrain: { draw: drawTerrain, Details: TerrainDetails },
  basemap: { draw: drawBasemap, Details: BasemapDetails },
  slope: { draw: drawSlope, Details: SlopeDetails },
  difference: { draw: drawDifference, Details: DifferenceDetails },
  landforms: { draw: drawLandforms, Legend: LandformLegend },
  probability: { draw: drawProbability, Legend: ProbabilityLegend },
  'class-map': { draw: drawClassMap, Details: ClassMapDetails },
  agreement: { draw: drawAgreement, Legend: AgreementLegend },
  comparison: { draw: drawComparison, Legend: ComparisonLegend },
  'embedding-colours': {
    draw: drawPlaces(() => explore.tilesIn(explore.embeddingColours)),
    ...{ Details: PlacesDetails, box: exploredBox },
  },
  clusters: {
    draw: drawPlaces(() => explore.tilesIn(explore.clusterColours)),
    ...{ Details: PlacesDetails, box: exploredBox },
  },
  contours: { draw: drawContours, Details: ContourDetails },
  regions: { draw: drawRegions, box: regionsBox },
  'look-alikes': { draw: drawLookAlikes, box: lookAlikesBox },
  detections: { draw: drawDetections, Details: PointDetails, box: detectionsBox },
  labels: { draw: drawLabels, Details: PointDetails, box: labelsBox },
};

/** What shows the legend of a layer, where that depends on no settings. */
export const legendOf = (kind: LayerKind): Component | undefined => layerParts[kind].Legend;

/** What shows a layer's settings, if it has any. */
export const detailsOf = <Kind extends LayerKind>(
  kind: Kind,
): Component<{ layer: MapLayerOf<Kind> }> | undefined => layerParts[kind].Details;

/** The box around what a layer shows; null if it shows nothing. */
export const layerBox = (kind: LayerKind): ReturnType<LayerBox> => (layerParts[kind].box ?? terrainBox)();
