import { mapLayers, view } from '../../state/workbench.svelte';

/** Whether the map shows the likeliest class of each place. */
class ClassMapShown {
  get shown(): boolean {
    return mapLayers.find('class-map')?.visible ?? false;
  }

  /** Shows it in place of the probabilities of one class, or hides it. */
  async show(shown: boolean): Promise<void> {
    if (!shown) {
      mapLayers.change('class-map', { visible: false });
      return;
    }
    view.showProbability(null);
    await mapLayers.reveal('class-map');
  }
}

export const classMap = new ClassMapShown();
