import type { LayerKind } from '../../../shared/contract/mapLayers';
import { drawAgreement } from './agreement.svelte';
import { drawBasemap } from './basemap.svelte';
import { drawClusters } from './clusters.svelte';
import { drawComparison } from './comparison.svelte';
import { drawContours } from './contours.svelte';
import { drawDetections } from './detections.svelte';
import type { DrawLayer } from './drawLayer';
import { drawEmbeddingColours } from './embeddingColours.svelte';
import { drawLabels } from './labels.svelte';
import { drawLandforms } from './landforms.svelte';
import { drawLookAlikes } from './lookAlikes.svelte';
import { drawProbability } from './probability.svelte';
import { drawSlope } from './slope.svelte';
import { drawTerrain } from './terrain.svelte';

/** What draws each kind of layer. */
export const draw: { readonly [Kind in LayerKind]: DrawLayer<Kind> } = {
  terrain: drawTerrain,
  basemap: drawBasemap,
  slope: drawSlope,
  landforms: drawLandforms,
  probability: drawProbability,
  agreement: drawAgreement,
  comparison: drawComparison,
  'embedding-colours': drawEmbeddingColours,
  clusters: drawClusters,
  contours: drawContours,
  'look-alikes': drawLookAlikes,
  detections: drawDetections,
  labels: drawLabels,
};
