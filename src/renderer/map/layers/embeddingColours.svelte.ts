import { explore } from '../../features/explore/explore.svelte';
import type { DrawLayer } from './drawLayer';
import { drawPlaces } from './drawPlaces.svelte';

/** The explored places by where they are in the space of the embeddings. */
export const drawEmbeddingColours: DrawLayer<'embedding-colours'> = () =>
  drawPlaces(() => explore.embeddingColours);
