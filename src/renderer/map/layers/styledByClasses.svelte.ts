import type LayerGroup from 'ol/layer/Group';
import type WebGLVectorLayer from 'ol/layer/WebGLVector';
import type { LabelClassInfo } from '../../../shared/contract/labels';
import { project } from '../../state/workbench.svelte';

/**
 * Keeps a layer in a group whose style follows the classes: the style of a WebGL layer cannot change, so another layer
 * takes its place.
 * @returns the layer that is in the group now
 */
export function styledByClasses(
  group: LayerGroup,
  make: (classes: readonly LabelClassInfo[]) => WebGLVectorLayer,
): () => WebGLVectorLayer | null {
  let layer: WebGLVectorLayer | null = null;

  $effect(() => {
    const made = make(project.classes);
    layer = made;
    group.getLayers().push(made);
    return () => {
      group.getLayers().remove(made);
      made.dispose();
    };
  });

  return () => layer;
}
