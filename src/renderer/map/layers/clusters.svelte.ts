import { explore } from '../../features/explore/explore.svelte';
import type { DrawLayer } from './drawLayer';
import { drawPlaces } from './drawPlaces.svelte';

/** The explored places by their clusters. */
export const drawClusters: DrawLayer<'clusters'> = () => drawPlaces(() => explore.clusterColours);
