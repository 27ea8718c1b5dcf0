import { isInOutline } from '../explore/brush';
import { labelSelection, messages, project, sketch, view } from '../../state/workbench.svelte';
import { count } from '../../../shared/format';
import { labelTable } from './labelTable.svelte';

/** Lets the user draw on the map, and selects the labels in what is drawn, together with those that are selected already. */
export function selectOnMap(shape: 'box' | 'polygon'): void {
  view.useTool('select');
  sketch.draw({
    shape,
    label: 'Select labels',
    onDrawn: (corners) => {
      sketch.draw(null);
      const { labels } = project;
      if (labels === null) return;
      const isInside = isInOutline(labels, corners);
      const inside = [...labels.ids].filter((_, index) => isInside(index));
      labelSelection.choose(inside, 'add');
      labelTable.open = true;
      if (inside.length === 0) messages.info('No label lies there.');
      else messages.info(`${count(inside.length)} ${inside.length === 1 ? 'label' : 'labels'} selected.`);
    },
  });
}
