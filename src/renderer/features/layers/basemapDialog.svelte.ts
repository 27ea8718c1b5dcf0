import { openStreetMap } from '../../../shared/window/basemap';
import { mapLayers } from '../../state/workbench.svelte';

/** The dialog in which tiles of a basemap are allowed, and what is typed there. */
class BasemapDialogState {
  isOpen = $state(false);
  address = $state('');
  attribution = $state('');

  /** Opens it on the project's basemap, or else on OpenStreetMap. */
  open(): void {
    const style = mapLayers.find('basemap')?.style ?? openStreetMap;
    this.address = style.address;
    this.attribution = style.attribution;
    this.isOpen = true;
  }

  close = (): void => {
    this.isOpen = false;
  };

  type(typed: { readonly address?: string; readonly attribution?: string }): void {
    this.address = typed.address ?? this.address;
    this.attribution = typed.attribution ?? this.attribution;
  }
}

export const basemapDialog: Readonly<BasemapDialogState> = new BasemapDialogState();
